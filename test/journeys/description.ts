import assert from 'node:assert/strict'
import { Ajv2020 } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import type { Json } from './house-kit.ts'

/** What a program generated from the published description would send and expect. */
export interface Description {
  /** Throws where a body that was accepted is not what the description says. */
  accepted(method: string, path: string, body: unknown): void
  /** Throws where an answer is not what the description says. */
  answered(method: string, path: string, status: number, type: string, body: unknown): void
  readonly operations: readonly Operation[]
}

export interface Operation {
  readonly method: string
  readonly path: string
  readonly facts: Json
}

export function describedBy(document: Json): Description {
  const ajv = new Ajv2020({
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    allErrors: false,
    validateFormats: true,
  })
  ajvFormats.default(ajv)
  // References in an OpenAPI document are from its own root, so the whole of it is one schema to look things up in.
  ajv.addSchema({ $id: 'api', $defs: {}, components: document.components }, 'api', false, false)
  ajv.addVocabulary(['components'])
  const compiled = new Map<string, ReturnType<typeof ajv.compile>>()
  const check = (name: string, schema: Json, value: unknown) => {
    const validate = compiled.get(name) ?? ajv.compile(rooted(schema))
    compiled.set(name, validate)
    assert.ok(validate(value), `${name}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value)?.slice(0, 600)}`)
  }
  const operations = Object.entries(document.paths as Json).flatMap(([path, methods]) =>
    Object.entries(methods as Json).map(
      ([method, facts]): Operation => ({ method: method.toUpperCase(), path, facts: facts as Json }),
    ),
  )
  const find = (method: string, path: string): Json => {
    const found = operations.find(
      (one) => one.method === method && new RegExp(`^${one.path.replaceAll(/\{[a-z]+\}/gi, '[^/]+')}$`).test(path),
    )
    assert.ok(found, `${method} ${path} is in the description`)
    return found.facts
  }
  return {
    operations,
    accepted: (method, path, body) =>
      check(
        `${method} ${path.replace(/P-[0-9A-Z]{6}/, '')} request`,
        find(method, path).requestBody.content['application/json'].schema,
        body,
      ),
    answered(method, path, status, type, body) {
      const { responses } = find(method, path)
      const answer = responses[status] ?? (status >= 400 ? responses.default : undefined)
      assert.ok(answer, `${method} ${path} may answer ${status}`)
      if (answer.content === undefined) return
      const content = answer.content[type]
      assert.ok(content, `${method} ${path} answers ${status} with ${type}`)
      if (content.schema !== undefined)
        check(`${method} ${path.replace(/P-[0-9A-Z]{6}/, '')} ${status} ${type}`, content.schema, body)
    },
  }
}

/** The same schema with its references pointing into the document. */
const rooted = (schema: Json): Json => JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"api#/'))
