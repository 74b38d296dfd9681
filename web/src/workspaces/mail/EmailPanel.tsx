/** The whole mail above its record, as far as one may see it. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "../../api/client";
import type { RecordSlotProps } from "../../objects/slots";
import type { Letter } from "./calls";
import { LetterView } from "./LetterView";
import "./mail.css";

export function EmailPanel({ record }: RecordSlotProps) {
  const [images, setImages] = useState(false);
  const { data } = useQuery({ queryKey: ["mail", "email", record.id, images], queryFn: ({ signal }) => get<Letter>(`/api/mail/emails/${record.id}`, { images }, signal), retry: false });
  if (!data) return null;
  return (
    <section className="panel mail-panel">
      <LetterView letter={data} isOpen onImages={() => setImages(true)} />
    </section>
  );
}
