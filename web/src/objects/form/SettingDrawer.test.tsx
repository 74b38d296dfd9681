import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App, Input } from "antd";
import { useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeField, makeObject } from "../../../tests/make";
import type { Row } from "../../api/types";
import { SettingDrawer } from "./SettingDrawer";

const meta = makeObject({ name: "rule", plural: "rules", fields: [makeField({ name: "name", label: "Name" })] });
const row: Row = { id: 7, version: 3, title: "Big deals", name: "Big deals", created_at: "", updated_at: "" };

function Rule({ existing, onClose }: { existing: Row | null; onClose: () => void }) {
  const [name, setName] = useState(String(existing?.["name"] ?? ""));
  return (
    <SettingDrawer meta={meta} row={existing} title="Rule" values={{ name }} deleteSure="Delete it?" onClose={onClose}>
      <Input aria-label="Name" value={name} onChange={(event) => setName(event.target.value)} />
    </SettingDrawer>
  );
}

describe("the drawer of a setting", () => {
  let calls: [string, string, unknown][];
  let answer: Response;
  let closed: number;
  const show = (existing: Row | null) =>
    render(
      <QueryClientProvider client={new QueryClient()}>
        <App>
          <Rule existing={existing} onClose={() => (closed += 1)} />
        </App>
      </QueryClientProvider>,
    );
  const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
  const button = (name: string) => screen.getByRole("button", { name });
  /** The button of a question; its title stands in it twice, once for screen readers. */
  const asked = async (title: string, name: string) => {
    const dialog = (await screen.findAllByText(title))[0]?.closest<HTMLElement>(".ant-modal");
    return within(dialog ?? document.body).getByText(name);
  };

  beforeEach(() => {
    calls = [];
    closed = 0;
    answer = json(200, row);
    vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
      calls.push([init.method ?? "GET", path, typeof init.body === "string" ? JSON.parse(init.body) : null]);
      return Promise.resolve(answer.clone());
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  it("closes at once where nothing was changed, also by Save", async () => {
    const user = userEvent.setup();
    show(row);
    await user.click(button("Cancel"));
    await user.click(button("Save"));
    expect(closed).toBe(2);
    expect(calls).toEqual([]);
  });

  it("asks before what was changed is lost", async () => {
    const user = userEvent.setup();
    show(row);
    await user.type(screen.getByLabelText("Name"), "!");
    await user.click(button("Cancel"));
    const leave = await asked("Leave without saving?", "Leave");
    expect(closed).toBe(0);
    await user.click(leave);
    await waitFor(() => expect(closed).toBe(1));
    expect(calls).toEqual([]);
  });

  it("saves what stands in the form, with the version that was seen", async () => {
    const user = userEvent.setup();
    show(row);
    await user.type(screen.getByLabelText("Name"), "!");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(closed).toBe(1));
    expect(calls).toEqual([["PATCH", "/api/rules/7", { name: "Big deals!", version: 3 }]]);
  });

  it("stays open with what the server says of each field", async () => {
    answer = json(422, { type: "invalid", title: "Some values do not fit.", status: 422, fields: { name: ["Give it a name."] } });
    const user = userEvent.setup();
    show(null);
    await user.click(button("Save"));
    expect(await screen.findByText("Name: Give it a name.")).toBeInTheDocument();
    expect(closed).toBe(0);
  });

  it("deletes once that was confirmed", async () => {
    answer = new Response(null, { status: 204 });
    const user = userEvent.setup();
    show(row);
    await user.click(button("delete Delete"));
    expect(calls).toEqual([]);
    await user.click(await asked("Delete it?", "Delete"));
    await waitFor(() => expect(closed).toBe(1));
    expect(calls).toEqual([["DELETE", "/api/rules/7", null]]);
  });
});
