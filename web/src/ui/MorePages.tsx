/** The button under a list that is fetched page by page: one page more, as long as there is one. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";

interface Props {
  /** What `useInfiniteQuery` gives. */
  pages: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
}

export function MorePages({ pages }: Props) {
  const { t } = useTranslation();
  if (!pages.hasNextPage) return null;
  return (
    <div className="page-more">
      <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
        {t("list.loadMore")}
      </Button>
    </div>
  );
}
