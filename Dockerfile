# One image for all services; a Deployment names the program it runs.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /hub
COPY package.json package-lock.json tsconfig.json tsconfig.base.json ./
COPY schemas schemas
COPY packages packages
COPY services services
COPY simulators simulators
COPY cli cli
COPY e2e e2e
COPY bench bench
COPY deploy/local deploy/local
COPY deploy/k8s deploy/k8s
RUN npm ci --no-audit --no-fund && npx tsc -b schemas packages/* services/*
# What remains is what the services need to run.
RUN npm prune --omit=dev \
      --workspace=@hub/ingest-kingdee --workspace=@hub/router \
      --workspace=@hub/notifier-dingtalk --workspace=@hub/writeback \
  && rm -rf node_modules/node node_modules/node-* simulators cli e2e bench deploy packages/testkit \
  && find packages services schemas -path '*/node_modules' -prune -o -name '*.test.*' -print | xargs rm -f

FROM ${NODE_IMAGE}
# Two arenas: glibc otherwise hoards memory for every core.
ENV NODE_ENV=production MALLOC_ARENA_MAX=2
WORKDIR /hub
COPY --from=build /hub /hub
USER 10001:10001
ENTRYPOINT ["node", "--env-file-if-exists=/etc/hub/environment/hub.env", "--max-semi-space-size=4", "--import", "@hub/service/telemetry"]
CMD ["services/router/dist/main.js"]
