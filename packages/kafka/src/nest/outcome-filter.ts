import type { Outcome } from '@hub/core';
import type { RpcExceptionFilter } from '@nestjs/common';
import { Catch } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { of } from 'rxjs';
import { outcomeOfThrown } from '../consumer/outcome-of.js';

/** Keeps what a handler threw; Nest would replace it by "Internal server error" before the transport sees it. */
@Catch()
export class OutcomeFilter implements RpcExceptionFilter {
  catch(exception: unknown): Observable<Outcome> {
    return of(outcomeOfThrown(exception));
  }
}
