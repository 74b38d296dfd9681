/** What surrounds every page inside the router: messages and dialogs stand here, so that links in them work. */
import { App as AntApp } from "antd";
import { Outlet } from "react-router";
import { Catch } from "../ui/Catch";
import { Attendants } from "./Attendants";
import { AwayBar } from "./AwayBar";

export function Root() {
  return (
    <AntApp notification={{ placement: "bottomLeft" }}>
      <Catch>
        <Attendants />
        <AwayBar />
        <Outlet />
      </Catch>
    </AntApp>
  );
}
