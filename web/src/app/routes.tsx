/** Which page stands at which address. Pages of workspaces come first; every object has its list and record pages by the generic ones. */
import { Suspense, type ComponentType } from "react";
import { createBrowserRouter, matchRoutes } from "react-router";
import { lazily, type Part } from "../api/parts";
import { afterStart } from "../lib/afterStart";
import { slot } from "../objects/slots";
import { Catch } from "../ui/Catch";
import { Loading } from "../ui/Loading";
import { HomePage } from "./HomePage";
import { NotFoundPage } from "./NotFoundPage";
import { Root } from "./Root";
import { Shell } from "./Shell";
import "./workspaces";

const ListPage = lazily(() => import("../objects/list/ListPage").then((module) => ({ default: module.ListPage })));
const RecordPage = lazily(() => import("../objects/record/RecordPage").then((module) => ({ default: module.RecordPage })));
afterStart(() => Promise.all([ListPage.load(), RecordPage.load()])); // wherever people begin, they go on to these
const SignInPage = lazily(() => import("./SignInPage").then((module) => ({ default: module.SignInPage })));
const SetupPage = lazily(() => import("./SetupPage").then((module) => ({ default: module.SetupPage })));

const page = (Page: ComponentType) => ({
  element: (
    <Catch>
      <Suspense fallback={<Loading />}>
        <Page />
      </Suspense>
    </Catch>
  ),
  handle: Page,
});

export const router = createBrowserRouter([
  {
    element: <Root />,
    children: [
      { path: "/sign-in", ...page(SignInPage) },
      {
        element: <Shell />,
        children: [
          { path: "/", ...page(HomePage) },
          { path: "/setup", ...page(SetupPage) },
          ...slot("routes").map(({ path, Page }) => ({ path, ...page(Page) })),
          { path: "/:plural", ...page(ListPage) },
          { path: "/:plural/:id", ...page(RecordPage) },
          { path: "*", element: <NotFoundPage /> },
        ],
      },
    ],
  },
]);

/** Fetch the page that stands at the browser's address. */
export async function loadPage(): Promise<void> {
  const pages = (matchRoutes(router.routes, location) ?? []).map((match) => match.route.handle as Partial<Part<object>> | undefined);
  await Promise.all(pages.map((each) => each?.load?.()));
}
