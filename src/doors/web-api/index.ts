/** The HTTP API: `#contract`'s table, served. Areas are files `routes-<area>.ts`, each `(ports) => Routes<typeof xEndpoints>`. */
export type { AnswerOf, Elsewhere, Events, Octets, OctetsBody, ServerEvent } from './answer.ts';
export { viewBox } from './box-view.ts';
export type { Call, CallCookies, CallOf } from './call.ts';
export type { IdentityRoads } from './identity-roads.ts';
export { type OpenApiFacts, openApiDocument } from './openapi.ts';
export type { Handler, Routes } from './routes.ts';
export { type AdministrationRoutesPorts, administrationRoutes } from './routes-administration.ts';
export { enrolmentRoutes } from './routes-enrolment.ts';
export { type OperationRoutesPorts, operationRoutes, type ToldCertificate } from './routes-operation.ts';
export { publicRoutes } from './routes-public.ts';
export { securityRoutes } from './routes-security.ts';
export { sessionRoutes } from './routes-session.ts';
export { API_ROOT, serveApi } from './serve-api.ts';
export { serveApiDocuments } from './serve-api-documents.ts';
export { cookieNames } from './session-cookies.ts';
export type { SessionPorts } from './session-ports.ts';
export type { ByProgram, BySession, Origin, Visitor, Visitors } from './visitors.ts';
export type { AreaRoutes, WebApiLimits, WebApiOptions } from './web-api-ports.ts';
