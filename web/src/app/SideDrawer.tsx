/** The navigation on a phone, drawn in from the left. */
import { Drawer } from "antd";
import { SideNav } from "./SideNav";

export function SideDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Drawer open={open} onClose={onClose} placement="left" size={248} styles={{ body: { padding: 0 } }} closable={false}>
      <SideNav collapsed={false} onGo={onClose} />
    </Drawer>
  );
}
