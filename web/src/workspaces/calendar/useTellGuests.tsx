/** Asks before guests are written to: whom a change concerns, and whether they are told. One dialog, awaited like a question. */
import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { guestsQuery, type GuestInput, type Guests } from "./calls";
import { TellDialog } from "./TellDialog";

export type Occasion = "invite" | "change" | "off";

export interface Told {
  tell: boolean;
  language: "en" | "zh-hans";
}

export interface Concern {
  occasion: Occasion;
  guests: readonly GuestInput[];
  /** Who is told that the meeting takes place without them. */
  removed?: readonly GuestInput[];
  /** From where the letters go out. */
  from?: string;
}

interface Asked extends Concern {
  done: (answer: Told | null) => void;
}

export const outsiders = (guests: Guests | undefined): GuestInput[] =>
  (guests?.items ?? []).filter((guest) => guest.user === null).map(({ name, address, record }) => ({ name: name === address ? "" : name, address, record }));

export function useTellGuests() {
  const client = useQueryClient();
  const [asked, setAsked] = useState<Asked | null>(null);
  /** Nothing when the person turned back; without guests nobody is asked. */
  const ask = (concern: Concern): Promise<Told | null> => {
    if (concern.guests.length + (concern.removed?.length ?? 0) === 0) return Promise.resolve({ tell: true, language: "zh-hans" });
    return new Promise((done) => setAsked({ ...concern, done }));
  };
  /** The same for a meeting that stands in the calendar. */
  const askFor = async (meeting: number, occasion: Occasion): Promise<Told | null> => {
    const found = await client.fetchQuery({ ...guestsQuery(meeting), staleTime: 0 });
    return ask({ occasion, guests: outsiders(found), from: found.sender_address });
  };
  const dialog: ReactNode = asked && (
    <TellDialog
      concern={asked}
      onAnswer={(answer) => {
        setAsked(null);
        asked.done(answer);
      }}
    />
  );
  return { ask, askFor, dialog };
}
