/** The receipt code: large, selected whole by one touch, broken into lines only between its words. */
export function ReceiptCode({ code }: { code: string }) {
  const words = code.split('-')
  return (
    <p class="receipt" dir="ltr" translate={false}>
      <code>
        {words.map((word, index) => (
          <span key={index} class="receipt-word">
            {index < words.length - 1 ? `${word}-` : word}
          </span>
        ))}
      </code>
    </p>
  )
}
