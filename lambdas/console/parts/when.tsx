/** A moment: how long ago it was, and exactly when for who points at it. */
import { describeDistance, describeMoment } from './moment.ts';

export function When({ at, exact = false }: { readonly at: string; readonly exact?: boolean }) {
  const moment = describeMoment(at);
  return (
    <time dateTime={at} title={exact ? describeDistance(at, Date.now()) : moment}>
      {exact ? moment : describeDistance(at, Date.now())}
    </time>
  );
}
