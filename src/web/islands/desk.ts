import { keepFocus } from './hands/focus.ts'
import { keepTexts } from './hands/kept-texts.ts'
import { listenToKeys } from './hands/keys.ts'
import { suggestNames } from './hands/names.ts'
import { hearNews } from './hands/news.ts'
import { unfoldToPrint } from './hands/print.ts'

/** What makes the working pages quick. Each page is complete without it, and everything it does presses the page's own buttons. */
document.documentElement.classList.add('with-script')
keepFocus()
listenToKeys()
keepTexts()
suggestNames()
hearNews()
unfoldToPrint()
