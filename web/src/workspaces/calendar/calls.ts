/** What the calendar asks the server. The keys begin as those of meetings do, so that a live change asks again. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { get, patch, post, put, remove, request, type RequestOptions } from "../../api/client";
import type { components } from "../../api/generated";
import type { Page, Row } from "../../api/types";

export type Shown = components["schemas"]["ShownItem"];
export type CalendarDay = components["schemas"]["ShownDay"];
export type CalendarAnswer = components["schemas"]["CalendarShown"];
export type Choices = components["schemas"]["CalendarChoices"];
export type FreeTime = components["schemas"]["FreeTime"];
export type Repeat = components["schemas"]["MeetingRepeat"];
export type Scope = components["schemas"]["MeetingChange"]["scope"];
type Written = components["schemas"]["MeetingsWritten"];

type Query = Record<string, string | number | boolean | readonly number[]>;

/** Numbers are repeated (`users=1&users=2`), as the endpoints read lists. */
function withQuery(path: string, query: Query): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (Array.isArray(value)) value.forEach((each) => parameters.append(key, String(each)));
    else parameters.append(key, String(value));
  }
  return `${path}?${parameters.toString()}`;
}

export interface Range {
  first: string;
  last: string;
}

export const calendarQuery = (range: Range, users: readonly number[], rooms: readonly number[]) =>
  queryOptions({
    queryKey: ["records", "meeting", "calendar", range, users, rooms],
    queryFn: ({ signal }) => get<CalendarAnswer>(withQuery("/api/calendar", { ...range, users, rooms }), undefined, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });

export const choicesQuery = queryOptions({
  queryKey: ["records", "room", "calendar-choices"],
  queryFn: ({ signal }) => get<Choices>("/api/calendar/choices", undefined, signal),
  staleTime: 5 * 60_000,
});

export interface FreeQuestion extends Range {
  minutes: number;
  users: readonly number[];
  rooms: readonly number[];
  any_room: boolean;
  but?: number;
}

export const freeTimesQuery = (asked: FreeQuestion) =>
  queryOptions({
    queryKey: ["records", "meeting", "free-times", asked],
    queryFn: ({ signal }) => get<{ items: FreeTime[] }>(withQuery("/api/calendar/free-times", { ...asked, but: asked.but ?? 0 }), undefined, signal),
  });

export const repeatQuery = (meeting: number) =>
  queryOptions({
    queryKey: ["records", "meeting", "repeat", meeting],
    queryFn: ({ signal }) => get<{ repeat: Repeat | null; count: number }>(`/api/calendar/meetings/${meeting}/repeat`, undefined, signal),
  });

export type Values = Record<string, unknown>;

export type Guests = components["schemas"]["MeetingGuests"];
export type Guest = Guests["items"][number];
export type GuestInput = Required<components["schemas"]["GuestInput"]>;
export type Answer = components["schemas"]["InvitationAnswer"]["state"];

/** All guests from outside, where they are to be others than before, and whether guests are told. */
export interface GuestChange {
  guests?: readonly GuestInput[] | undefined;
  told: { tell: boolean; language: "en" | "zh-hans" };
}

const guestPart = (change: GuestChange | undefined) =>
  change && { tell_guests: change.told.tell, ...(change.guests ? { guests: { items: change.guests, language: change.told.language } } : {}) };

export const planMeeting = (values: Values, repeat: Repeat | null, options?: RequestOptions, change?: GuestChange) =>
  post<Written>("/api/calendar/meetings", { values, repeat, ...guestPart(change) }, options);
export const changeMeetings = (id: number, values: Values, scope: Scope, options?: RequestOptions, change?: GuestChange) =>
  patch<Written>(`/api/calendar/meetings/${id}`, { values, scope, ...guestPart(change) }, options);
export const dropMeetings = (id: number, scope: Scope, options: RequestOptions, tell_guests = true) =>
  request<Written>("DELETE", `/api/calendar/meetings/${id}`, { ...options, query: { scope, tell_guests } });

export const guestsQuery = (meeting: number) =>
  queryOptions({
    queryKey: ["records", "meeting", "guests", meeting],
    queryFn: ({ signal }) => get<Guests>(`/api/calendar/meetings/${meeting}/guests`, undefined, signal),
    refetchInterval: ({ state }) => (state.data && state.data.waiting > 0 && !state.data.kept_back ? 5_000 : false),
  });

export const invitationsQuery = queryOptions({
  queryKey: ["records", "meeting", "invitations"],
  queryFn: ({ signal }) => get<components["schemas"]["WaitingInvitations"]>("/api/calendar/invitations", undefined, signal),
  refetchInterval: 60_000,
});

export const answerMeeting = (meeting: number, state: Answer, comment = "") => post<Guests>(`/api/calendar/meetings/${meeting}/answer`, { state, comment });
export const tellGuests = (meeting: number) => post<Guests>(`/api/calendar/meetings/${meeting}/guests/tell`);
export const takeProposal = (meeting: number, guest: number, options: RequestOptions) => post<Guests>(`/api/calendar/meetings/${meeting}/guests/${guest}/take-proposal`, undefined, options);
export const moveTask = (id: number, due_at: string, options: RequestOptions) => patch(`/api/tasks/${id}`, { due_at }, options);
export const moveCall = (id: number, starts_at: string, options: RequestOptions) => patch(`/api/calls/${id}`, { starts_at }, options);

type Feed = components["schemas"]["FeedAnswer"];

export const feedsQuery = queryOptions({
  queryKey: ["calendar-feeds"],
  queryFn: ({ signal }) => get<Feed[]>("/api/calendar/feeds", undefined, signal),
});

/** The open booking pages on which one can be booked. */
export const bookingPagesQuery = (me: number) =>
  queryOptions({
    queryKey: ["records", "booking_page", "of", me],
    queryFn: ({ signal }) => get<Page<Row>>("/api/booking-pages", { filter: { all: [{ field: "people", has_any: [me] }, { field: "is_active", is: true }] } }, signal),
  });

export const createFeed = (feed: components["schemas"]["FeedInput"]) => post<Feed>("/api/calendar/feeds", feed);
export const revokeFeed = (id: number) => remove(`/api/calendar/feeds/${id}`);

export type OutsideAccount = components["schemas"]["OutsideAccountAnswer"];
export type OutsideUse = components["schemas"]["OutsideUse"]["use"];

export const outsideQuery = queryOptions({
  queryKey: ["calendar-outside"],
  queryFn: ({ signal }) => get<components["schemas"]["OutsideAccounts"]>("/api/calendar/outside", undefined, signal),
  refetchInterval: 30_000,
});

export const addOutside = (input: components["schemas"]["OutsideAccountInput"]) => post<OutsideAccount>("/api/calendar/outside", input);
export const subscribeTo = (input: components["schemas"]["SubscriptionInput"]) => post<OutsideAccount>("/api/calendar/subscriptions", input);
export const changeOutside = (id: number, change: components["schemas"]["OutsideAccountChange"]) => put<OutsideAccount>(`/api/calendar/outside/${id}`, change);
export const syncOutside = (id: number) => post<OutsideAccount>(`/api/calendar/outside/${id}/sync`);
export const removeOutside = (id: number) => remove(`/api/calendar/outside/${id}`);
