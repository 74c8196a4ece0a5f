/** Which function answers which request. */
import type { ViewArguments, ViewBodies, ViewRequest } from '../../protocol/requests';
import { kernelBody } from './kernelView';
import type { Looking, Wrong } from './looking';
import { nowBody } from './nowView';
import { originBody } from './originView';
import { pagesBody } from './pagesView';
import { pageTableBody } from './pageTableView';
import { processesBody } from './processesView';
import { regionsBody } from './regionsView';
import { tlbBody } from './tlbView';
import { walkBody } from './walkView';

export type Answered<R extends ViewRequest> = ViewBodies[R] | Wrong;

/** Looks at the machine as it stands; or asks about the past, moves the run for that, and puts it back. */
export type Answering<R extends ViewRequest> = (
  look: Looking,
  asked: ViewArguments<R>,
) => Answered<R> | Generator<void, Answered<R>>;

export const ANSWERS: { readonly [R in ViewRequest]: Answering<R> } = {
  'pagewalk/now': nowBody,
  'pagewalk/processes': processesBody,
  'pagewalk/regions': regionsBody,
  'pagewalk/pages': pagesBody,
  'pagewalk/pageTable': pageTableBody,
  'pagewalk/walk': walkBody,
  'pagewalk/tlb': tlbBody,
  'pagewalk/kernel': kernelBody,
  'pagewalk/origin': originBody,
};
