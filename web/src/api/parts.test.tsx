import { render, screen } from "@testing-library/react";
import { Suspense } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fetchPart, lazily } from "./parts";
import { noteReached } from "./reach";

const Here = ({ name }: { name: string }) => <b>{name}</b>;
const gone = () => Promise.reject(new TypeError("Failed to fetch dynamically imported module"));

describe("a part that is fetched when it is needed", () => {
  let isThere: boolean;
  const reload = vi.fn();

  beforeEach(() => {
    isThere = true;
    sessionStorage.clear();
    reload.mockClear();
    vi.stubGlobal("fetch", () => (isThere ? Promise.resolve(new Response("{}")) : gone()));
    vi.stubGlobal("location", { reload });
  });
  afterEach(() => {
    noteReached(true);
    vi.unstubAllGlobals();
  });

  it("is drawn at once when it has come before", async () => {
    const Part = lazily(() => Promise.resolve({ default: Here }));
    await Part.load();
    render(
      <Suspense fallback="waiting">
        <Part name="Wang" />
      </Suspense>,
    );
    expect(screen.getByText("Wang")).toBeInTheDocument();
  });

  it("is waited for while the server is away, and the page is left alone", async () => {
    isThere = false;
    const load = vi.fn(gone as () => Promise<string>);
    const part = fetchPart(load);
    await vi.waitFor(() => expect(load).toHaveBeenCalledTimes(1));
    load.mockResolvedValue("here");
    isThere = true;
    await vi.waitFor(() => noteReached(true));
    expect(await part).toBe("here");
    expect(reload).not.toHaveBeenCalled();
  });

  it("has the page fetched anew, once, when the server is there and does not have it any more", async () => {
    void fetchPart(gone);
    await vi.waitFor(() => expect(reload).toHaveBeenCalledTimes(1));
    await expect(fetchPart(gone)).rejects.toThrow("Failed to fetch");
    expect(reload).toHaveBeenCalledTimes(1);
  });
});
