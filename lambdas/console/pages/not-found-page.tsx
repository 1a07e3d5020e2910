import { Page } from '../parts/page.tsx';
import { paths } from '../paths.ts';

export function NotFoundPage() {
  return (
    <Page title="There is no such page" lead="The address may have changed, or a letter is missing.">
      <a href={paths.home}>Go to the first page</a>
    </Page>
  );
}
