import { z } from 'zod'
import type { Route } from '../route.ts'
import type { ApiFacts } from './facts.ts'

/** OpenAPI 3.1, made from the very rows that the server is built of. */
export function openApi(routes: readonly (Route & { readonly api: ApiFacts })[], origin: string, project: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const path = route.path.replaceAll(/:([a-zA-Z]+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: { title: `Vulnerability reports of ${project}`, version: '1', description: 'Report a vulnerability in private, follow the thread, and work on cases. Errors are problem details (RFC 9457).' },
    servers: [{ url: origin }],
    paths,
    components: {
      securitySchemes: {
        receipt: { type: 'apiKey', in: 'header', name: 'Authorization', description: '"Receipt " and the ten words.' },
        token: { type: 'http', scheme: 'bearer', description: 'A token of a member, made at the console or on the account page.' },
      },
      schemas: { Problem: problemSchema },
    },
  }
}

function operation(route: Route & { readonly api: ApiFacts }): Record<string, unknown> {
  const { api } = route
  const names = [...route.path.matchAll(/:([a-zA-Z]+)/g)].map((match) => match[1] ?? '')
  const parameters = [
    ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...(api.query ?? []).map(([name, description]) => ({ name, in: 'query', description, schema: { type: 'string' } })),
    ...(api.headers ?? []).map(([name, description]) => ({ name, in: 'header', description, schema: { type: 'string' } })),
  ]
  return {
    operationId: api.id,
    summary: api.summary,
    ...(parameters.length > 0 && { parameters }),
    ...(api.body !== undefined && { requestBody: { required: true, content: contentOf(api) } }),
    responses: { ...Object.fromEntries(api.answers.map(([status, description]) => [status, { description }])), default: problemAnswer },
    security: route.who === 'everyone' ? [] : [route.who === 'receipt' ? { receipt: [] } : { token: [] }],
    ...(route.scope !== undefined && { 'x-scope': route.scope }),
  }
}

function contentOf(api: ApiFacts): Record<string, unknown> {
  const schema = api.body === undefined ? {} : z.toJSONSchema(api.body, { io: 'input', unrepresentable: 'any', target: 'draft-2020-12' })
  const { $schema: _, ...plain } = schema as Record<string, unknown>
  const part = api.part
  if (part === undefined) return { 'application/json': { schema: plain } }
  const files = { type: 'array', items: { type: 'string', contentMediaType: 'application/octet-stream' } }
  return {
    'application/json': { schema: plain },
    'multipart/form-data': { schema: { type: 'object', properties: { [part]: plain, files }, required: [part] }, encoding: { [part]: { contentType: 'application/json' } } },
  }
}

const problemAnswer = { description: 'Problem details', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } }
const problemSchema = {
  type: 'object',
  properties: {
    type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, detail: { type: 'string' },
    refused: { type: 'string', description: 'Why the rules say no.' }, hint: { type: 'string', description: 'What to do next.' },
    problems: { type: 'array', items: { type: 'object', properties: { field: { type: 'string' }, text: { type: 'string' } } } },
  },
  required: ['type', 'title', 'status'],
}
