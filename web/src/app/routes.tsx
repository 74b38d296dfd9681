/** Which page stands at which address. Pages of workspaces come first; every object has its list and record pages by the generic ones. */
import { lazy, Suspense, type ReactNode } from "react";
import { createBrowserRouter } from "react-router";
import { afterStart } from "../lib/afterStart";
import { slot } from "../objects/slots";
import { Catch } from "../ui/Catch";
import { Loading } from "../ui/Loading";
import { HomePage } from "./HomePage";
import { NotFoundPage } from "./NotFoundPage";
import { Root } from "./Root";
import { Shell } from "./Shell";
import "./workspaces";

const list = () => import("../objects/list/ListPage").then((module) => ({ default: module.ListPage }));
const record = () => import("../objects/record/RecordPage").then((module) => ({ default: module.RecordPage }));
const ListPage = lazy(list);
const RecordPage = lazy(record);
afterStart(() => Promise.all([list(), record()])); // wherever people begin, they go on to these
const SignInPage = lazy(() => import("./SignInPage").then((module) => ({ default: module.SignInPage })));
const SetupPage = lazy(() => import("./SetupPage").then((module) => ({ default: module.SetupPage })));

const page = (content: ReactNode) => (
  <Catch>
    <Suspense fallback={<Loading />}>{content}</Suspense>
  </Catch>
);

export const router = createBrowserRouter([
  {
    element: <Root />,
    children: [
      { path: "/sign-in", element: page(<SignInPage />) },
      {
        element: <Shell />,
        children: [
          { path: "/", element: page(<HomePage />) },
          { path: "/setup", element: page(<SetupPage />) },
          ...slot("routes").map(({ path, Page }) => ({ path, element: page(<Page />) })),
          { path: "/:plural", element: page(<ListPage />) },
          { path: "/:plural/:id", element: page(<RecordPage />) },
          { path: "*", element: <NotFoundPage /> },
        ],
      },
    ],
  },
]);
