/** The choices of one set beside the table; loaded when it opens, so that the numbers of records are those of now. */
import { useQuery } from "@tanstack/react-query";
import { Drawer } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { setQuery } from "./calls";
import { ChoicesEditor } from "./ChoicesEditor";

interface Props {
  name: string;
  onClose: () => void;
}

export function ChoicesDrawer({ name, onClose }: Props) {
  const { t } = useTranslation();
  const [round, setRound] = useState(0);
  const { data, error, refetch, isFetching } = useQuery({ ...setQuery(name), staleTime: 0, refetchOnWindowFocus: false });
  const reload = async () => {
    await refetch();
    setRound((now) => now + 1);
  };
  if (data && !(isFetching && round === 0)) return <ChoicesEditor key={round} set={data} onClose={onClose} onReload={reload} />;
  return (
    <Drawer open onClose={onClose} size="min(880px, 100vw)" className="record-drawer" title={t("choices.title")}>
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />}
    </Drawer>
  );
}
