/** Which function answers which request. */
import type { ViewArguments, ViewBodies, ViewRequest } from '../../protocol/requests';
import type { Looking, Wrong } from './looking';
import { processesBody } from './processesView';

/** Answers a request from the machine as it stands. */
type Answering<R extends ViewRequest> = (
  look: Looking,
  asked: ViewArguments<R>,
) => ViewBodies[R] | Wrong;

export const ANSWERS: { readonly [R in ViewRequest]?: Answering<R> } = {
  'pagewalk/processes': processesBody,
};
