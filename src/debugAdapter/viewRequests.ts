/** The custom requests that feed the views: see src/protocol/requests.ts. They only look. */
import { ARGUMENT_FORMS, type ViewRequest } from '../protocol/requests';
import type { Arguments } from './arguments';
import type { Answer, Body, Call } from './dispatcher';
import { RequestError } from './errors';
import type { Session } from './session';
import { isWrong } from './views/looking';

type Handler = (session: Session, args: Arguments, call: Call) => Answer;

function handlerOf(request: ViewRequest): Handler {
  return (session, _args, call) => answer(session, request, call);
}

function* answer(session: Session, request: ViewRequest, { request: { arguments: given } }: Call) {
  const body: Body = yield* session.debuggee.views.answer(request, given);
  if (isWrong(body)) throw new RequestError(body.wrong);
  return body;
}

export const VIEW_REQUESTS: Readonly<Record<string, Handler>> = Object.fromEntries(
  (Object.keys(ARGUMENT_FORMS) as ViewRequest[]).map((request) => [request, handlerOf(request)]),
);
