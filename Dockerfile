# docker build -t postern . && docker run -p 127.0.0.1:8080:8080 -v postern-data:/data -v postern-key:/key \
#   -v postern-config:/config -e POSTERN_URL=https://security.example.org -e POSTERN_PROXY=172.16.0.0/12 postern
FROM node:24-bookworm-slim AS build
WORKDIR /opt/postern
COPY . .
RUN node start.cjs build && npm ci --omit=dev --omit=optional

FROM node:24-bookworm-slim
WORKDIR /opt/postern
COPY --from=build /opt/postern/package.json ./
COPY --from=build /opt/postern/node_modules ./node_modules
COPY --from=build /opt/postern/dist/program ./dist/program
COPY --from=build /opt/postern/dist/src/web/public ./dist/src/web/public
COPY --from=build /opt/postern/src/store/migrations ./src/store/migrations
COPY --from=build /opt/postern/src/web/public ./src/web/public
# The key lies in a volume of its own: a copy of the data is worth nothing without it. The empty file is there for the
# first page to write into.
RUN install -d -m 0700 -o node -g node /data /key /config && install -o node -g node /dev/null /config/postern.yaml
USER node
ENV HOST=0.0.0.0 PORT=8080 POSTERN_DATA=/data POSTERN_KEY_FILE=/key/postern.key POSTERN_CONFIG=/config/postern.yaml
VOLUME ["/data", "/key", "/config"]
EXPOSE 8080
HEALTHCHECK CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--max-semi-space-size=8", "dist/program/cli.js"]
CMD ["start"]
