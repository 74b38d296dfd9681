/** What the pages know of the server's data, and for how long it counts. */
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { isProblem } from "../api/problem";

export const queryClient = new QueryClient({
  queryCache: new QueryCache(),
  mutationCache: new MutationCache(),
  defaultOptions: {
    // The server may be on this very machine: what the browser believes of the network does not count.
    mutations: { networkMode: "always" },
    queries: {
      networkMode: "always",
      staleTime: 15_000,
      retry: (count, error) => !isProblem(error) && count < 2,
      refetchOnWindowFocus: true,
    },
  },
});
