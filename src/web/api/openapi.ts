import { z } from 'zod'
import * as parts from './case-answer.ts'
import type { ApiAnswer, ApiFacts, ApiRoute } from './facts.ts'
import { reportBody } from './report-body.ts'
import { thread } from './thread-answer.ts'

type Json = Record<string, unknown>

/** OpenAPI 3.1, made from the very rows that the server is built of. */
export function openApi(routes: readonly ApiRoute[], origin: string, project: string): Json {
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const path = route.path.replaceAll(/:([a-zA-Z]+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: `Vulnerability reports of ${project}`,
      version: '1',
      description: 'Report a vulnerability in private, follow the thread, and work on cases. Errors are problem details (RFC 9457).',
    },
    servers: [{ url: origin }],
    paths,
    components: {
      securitySchemes: {
        receipt: { type: 'apiKey', in: 'header', name: 'Authorization', description: '"Receipt " and the ten words.' },
        token: { type: 'http', scheme: 'bearer', description: 'A token of a member, made at the console or on the account page.' },
      },
      schemas: { ...named.schemas, Problem: problemSchema },
    },
  }
}

function operation(route: ApiRoute): Json {
  const { api } = route
  const names = [...route.path.matchAll(/:([a-zA-Z]+)/g)].map((match) => match[1] ?? '')
  const parameters = [
    ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...Object.entries(api.query?.shape ?? {}).map(([name, type]) => parameter(name, type)),
    ...(api.headers ?? []).map(([name, description]) => ({ name, in: 'header', description, schema: { type: 'string' } })),
  ]
  return {
    operationId: api.id,
    summary: api.summary,
    ...(parameters.length > 0 && { parameters }),
    ...(api.body !== undefined && { requestBody: { required: true, content: contentOf(api, api.body) } }),
    responses: { ...Object.fromEntries(api.answers.map((answer) => [answer[0], responseOf(answer)])), default: problemAnswer('Problem details') },
    security: route.who === 'everyone' ? [] : [route.who === 'receipt' ? { receipt: [] } : { token: [] }],
    ...(route.scope !== undefined && { 'x-scope': route.scope }),
  }
}

function parameter(name: string, type: z.ZodType): Json {
  const { description, ...schema } = schemaOf(type)
  return { name, in: 'query', ...(description !== undefined && { description }), schema }
}

function responseOf([status, description, body]: ApiAnswer): Json {
  if (status.startsWith('4')) return problemAnswer(description)
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
const registry = z.registry<{ id: string }>()
const shared = { Report: reportBody, Thread: thread, Case: parts.oneCase, Step: parts.step, Message: parts.message, File: parts.file, Next: parts.next, Act: parts.act, Embargo: parts.embargo, Row: parts.row, Advisory: parts.advisory }
for (const [id, schema] of Object.entries(shared)) registry.add(schema, { id })
const address = (id: string): string => `#/components/schemas/${id}`
const options = { io: 'input', target: 'draft-2020-12', unrepresentable: 'any', metadata: z.globalRegistry } as const
const named = withoutOwnNames(z.toJSONSchema(registry, { ...options, uri: address }))

function withoutOwnNames({ schemas }: { readonly schemas: Record<string, Json> }) {
  return { schemas: Object.fromEntries(Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema])) }
}

/** A schema where it is used: a reference if it has a name, else the whole of it, with references to what has one. */
function schemaOf(type: z.ZodType): Json {
  const name = Object.entries(shared).find(([, schema]) => schema === type)?.[0]
  if (name !== undefined) return { $ref: address(name) }
  const own = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(shared)) own.add(schema, { id })
  own.add(type, { id: 'this' })
  const { $schema: _, $id: __, ...schema } = (z.toJSONSchema(own, { ...options, uri: address }) as { schemas: Record<string, Json> }).schemas.this ?? {}
  return schema
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
      items: { type: 'object', properties: { field: { type: 'string' }, text: { type: 'string' } }, required: ['field', 'text'] },
    },
    new: {
      type: 'array',
      description: 'After changed-since-seen: what happened since.',
      items: {
        type: 'object',
        properties: { seq: { type: 'integer' }, type: { type: 'string' }, at: { type: 'string', format: 'date-time' }, by: { type: 'string' } },
        required: ['seq', 'type', 'at', 'by'],
      },
    },
  },
  required: ['type', 'title', 'status'],
}
