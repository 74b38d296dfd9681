import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { makeField } from "../../../tests/make";
import { Problem } from "../../api/problem";
import type { Row } from "../../api/types";
import { InlineField } from "./InlineField";

const name = makeField({ name: "name", label: "Name" });
const company = makeField({ name: "company", label: "Company" });
const record: Row = { id: 1, version: 3, title: "Wang", name: "Wang", company: "Acme", created_at: "", updated_at: "" };

describe("a value edited where it stands", () => {
  let saved: [string, unknown, number][];
  const saving = (field: string) => (value: unknown, base: Row) => {
    saved.push([field, value, base.version]);
    return Promise.resolve();
  };
  const show = (save?: (value: unknown, base: Row) => Promise<unknown>) =>
    render(
      <div data-inline-region>
        <InlineField field={name} record={record} save={save ?? saving("name")} />
        <InlineField field={company} record={record} save={saving("company")} />
      </div>,
    );
  const box = (label: string) => screen.getByRole("group", { name: new RegExp(label) });

  beforeEach(() => {
    saved = [];
  });

  it("is saved by Enter, with the version that was seen", async () => {
    const user = userEvent.setup();
    show();
    box("Name").focus();
    await user.keyboard("{Enter}");
    await user.clear(screen.getByRole("textbox"));
    await user.keyboard("Li{Enter}");
    await waitFor(() => expect(saved).toEqual([["name", "Li", 3]]));
    expect(screen.queryByRole("textbox")).toBeNull();
  });

  it("is left alone by Escape, and by Enter when nothing changed", async () => {
    const user = userEvent.setup();
    show();
    await user.dblClick(box("Name"));
    await user.keyboard("xyz{Escape}");
    await user.dblClick(box("Name"));
    await user.keyboard("{Enter}");
    expect(screen.queryByRole("textbox")).toBeNull();
    expect(saved).toEqual([]);
  });

  it("is saved by Tab, which goes on to the next value", async () => {
    const user = userEvent.setup();
    show();
    await user.dblClick(box("Name"));
    await user.keyboard("2{Tab}");
    await waitFor(() => expect(saved).toEqual([["name", "Wang2", 3]]));
    expect(await screen.findByDisplayValue("Acme")).toBeInTheDocument();
  });

  it("stays open with the server's sentence when it is refused", async () => {
    const user = userEvent.setup();
    show(() => Promise.reject(new Problem({ type: "invalid", title: "Some values do not fit.", status: 422, fields: { name: ["Too short."] } })));
    await user.dblClick(box("Name"));
    await user.keyboard("!{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("Too short.");
    expect(screen.getByRole("textbox")).toHaveValue("Wang!");
  });
});
