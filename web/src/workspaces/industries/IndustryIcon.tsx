/** The icon of an industry, by the name that its file gives. */
import { AppstoreOutlined, BankOutlined, CloudServerOutlined, CustomerServiceOutlined, NotificationOutlined, ShopOutlined, ThunderboltOutlined, ToolOutlined } from "@ant-design/icons";
import { createElement, type ComponentType } from "react";

const ICONS: Record<string, ComponentType> = {
  bank: BankOutlined,
  "cloud-server": CloudServerOutlined,
  "customer-service": CustomerServiceOutlined,
  notification: NotificationOutlined,
  shop: ShopOutlined,
  thunderbolt: ThunderboltOutlined,
  tool: ToolOutlined,
};

export function IndustryIcon({ name }: { name: string }) {
  return createElement(ICONS[name] ?? AppstoreOutlined);
}
