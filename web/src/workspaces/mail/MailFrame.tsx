/** The HTML of a mail in a frame of its own: no scripts, no forms, nothing of the page around it; as high as what is in it. */
import { useRef, useState } from "react";

const STYLE = "body{margin:0;font:14px/1.6 -apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif;color:#1f1f1f;overflow-wrap:anywhere}img{max-width:100%;height:auto}table{max-width:100%}blockquote{margin:0 0 0 4px;padding-left:10px;border-left:2px solid #ddd;color:#666}pre{white-space:pre-wrap}";

export function MailFrame({ html, images, title }: { html: string; images: boolean; title: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(80);
  const sources = images ? "'self' data: https: http:" : "'self' data:";
  const page = `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src ${sources}; style-src 'unsafe-inline'"><base target="_blank"><style>${STYLE}</style></head><body>${html}</body></html>`;
  const measure = () => {
    const body = frame.current?.contentDocument?.body;
    if (body) setHeight(Math.min(20_000, body.scrollHeight + 12));
  };
  return <iframe ref={frame} className="mail-frame" title={title} srcDoc={page} sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox" style={{ height }} onLoad={measure} />;
}
