import { z } from 'zod'
import * as parts from './case-answer.ts'
import { caseCommand, threadCommand } from './command-names.ts'
import type { ApiAnswer, ApiFacts, ApiRoute } from './facts.ts'
import { reportBody } from './report-body.ts'
import { thread } from './thread-answer.ts'

type Json = Record<string, unknown>

/** OpenAPI 3.1, made from the very rows that the server is built of. */
export function openApi(routes: readonly ApiRoute[], origin: string, project: string): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: `Vulnerability reports of ${project}`,
      version: '1',
      description:
        'Report a vulnerability in private, follow the thread, and work on cases. Errors are problem details (RFC 9457).',
    },
    servers: [{ url: origin }],
    paths: pathsOf(routes),
    components: {
      securitySchemes: {
        receipt: { type: 'apiKey', in: 'header', name: 'Authorization', description: '"Receipt " and the ten words.' },
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token of a member, made at the console or on the account page.',
        },
      },
      schemas: { ...sharedSchemas(), Problem: problemSchema },
    },
  }
}

/** The same for every desk and every visitor, and not for free: made once, when first asked for. */
const pathsOf = (routes: readonly ApiRoute[]): Record<string, Json> => {
  const known = made.get(routes)
  if (known !== undefined) return known
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const path = route.path.replaceAll(/:([a-zA-Z]+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  made.set(routes, paths)
  return paths
}
const made = new WeakMap<readonly ApiRoute[], Record<string, Json>>()

function operation(route: ApiRoute): Json {
  const { api } = route
  const names = [...route.path.matchAll(/:([a-zA-Z]+)/g)].map((match) => match[1] ?? '')
  const parameters = [
    ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...Object.entries(api.query?.shape ?? {}).map(([name, type]) => parameter(name, type)),
    ...(api.headers ?? []).map(([name, description]) => ({
      name,
      in: 'header',
      description,
      schema: { type: 'string' },
    })),
  ]
  return {
    operationId: api.id,
    summary: api.summary,
    ...(parameters.length > 0 && { parameters }),
    ...(api.body !== undefined && { requestBody: { required: true, content: contentOf(api, api.body) } }),
    responses: {
      ...Object.fromEntries(api.answers.map((answer) => [answer[0], responseOf(answer)])),
      default: problemAnswer('Problem details'),
    },
    security:
      route.who === 'everyone'
        ? api.receipt === true
          ? [{}, { receipt: [] }]
          : []
        : [route.who === 'receipt' ? { receipt: [] } : { token: [] }],
    ...(route.scope !== undefined && { 'x-scope': route.scope }),
  }
}

function parameter(name: string, type: z.ZodType): Json {
  const { description, ...schema } = schemaOf(type)
  return { name, in: 'query', ...(description !== undefined && { description }), schema }
}

function responseOf([status, description, body]: ApiAnswer): Json {
  if (/^[45]/.test(status)) return problemAnswer(description)
  if (body === undefined) return { description }
  if (body === 'file') return { description, content: { 'application/octet-stream': {} } }
  return { description, content: { 'application/json': { schema: schemaOf(body) } } }
}

function contentOf(api: ApiFacts, body: z.ZodType): Json {
  const schema = schemaOf(body)
  if (api.part === undefined) return { 'application/json': { schema } }
  const files = { type: 'array', items: { type: 'string', contentMediaType: 'application/octet-stream' } }
  return {
    'application/json': { schema },
    'multipart/form-data': {
      schema: { type: 'object', properties: { [api.part]: schema, files }, required: [api.part] },
      encoding: { [api.part]: { contentType: 'application/json' } },
    },
  }
}

/** Schemas that several operations share, or that hold themselves, stand once and are referred to. */
const shared: Readonly<Record<string, z.ZodType>> = {
  Report: reportBody,
  ThreadCommand: threadCommand,
  CaseCommand: caseCommand,
  Thread: thread,
  Case: parts.oneCase,
  Step: parts.step,
  Message: parts.message,
  File: parts.file,
  Next: parts.next,
  Act: parts.act,
  Embargo: parts.embargo,
  Row: parts.row,
  Advisory: parts.advisory,
}
const address = (id: string): string => `#/components/schemas/${id}`

/** A schema where it is used: a reference if it has a name, else the whole of it, with references to what has one. */
function schemaOf(type: z.ZodType): Json {
  const name = Object.entries(shared).find(([, schema]) => schema === type)?.[0]
  return name === undefined ? (schemasOf({ ...shared, this: type }).this ?? {}) : { $ref: address(name) }
}

const sharedSchemas = () => schemasOf(shared)

function schemasOf(all: Readonly<Record<string, z.ZodType>>): Record<string, Json> {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(all)) registry.add(schema, { id })
  const { schemas } = z.toJSONSchema(registry, {
    io: 'input',
    target: 'draft-2020-12',
    metadata: z.globalRegistry,
    uri: address,
    // The format says it already, in two words instead of two hundred characters.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern
    },
  })
  const plain = ({ $schema: _, $id: __, ...schema }: Json): Json => schema
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, plain(schema as Json)]))
}

const problemAnswer = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: address('Problem') } } },
})

const problemSchema = {
  type: 'object',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    refused: { type: 'string', description: 'Why the rules say no.' },
    hint: { type: 'string', description: 'What to do next.' },
    problems: {
      type: 'array',
      description: 'What is wrong, field by field.',
      items: {
        type: 'object',
        properties: { field: { type: 'string' }, text: { type: 'string' } },
        required: ['field', 'text'],
      },
    },
    new: {
      type: 'array',
      description: 'After changed-since-seen: what happened since.',
      items: {
        type: 'object',
        properties: {
          seq: { type: 'integer' },
          type: { type: 'string' },
          at: { type: 'string', format: 'date-time' },
          by: { type: 'string' },
        },
        required: ['seq', 'type', 'at', 'by'],
      },
    },
  },
  required: ['type', 'title', 'status'],
}
