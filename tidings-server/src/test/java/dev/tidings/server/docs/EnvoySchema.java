package dev.tidings.server.docs;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;

/** Parses a configuration like Envoy: YAML to messages without unknown fields, then their validation rules. */
final class EnvoySchema {
    private static final TypeRegistry EXTENSIONS = TypeRegistry.newBuilder()
            .add(HttpConnectionManager.getDescriptor())
            .add(Router.getDescriptor())
            .add(DownstreamTlsContext.getDescriptor())
            .add(HttpProtocolOptions.getDescriptor())
            .build();
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private EnvoySchema() {}

    /** Throws an {@link IllegalArgumentException} for invalid and deprecated configuration. */
    static Bootstrap read(String yaml) {
        Bootstrap.Builder builder = Bootstrap.newBuilder();
        try {
            JsonFormat.parser()
                    .usingTypeRegistry(EXTENSIONS)
                    .merge(YAML.readTree(yaml).toString(), builder);
        } catch (JsonProcessingException | InvalidProtocolBufferException malformed) {
            throw new IllegalArgumentException(malformed.getMessage(), malformed);
        }
        Bootstrap bootstrap = builder.build();
        ValidationRules.check(bootstrap, EXTENSIONS);
        return bootstrap;
    }
}
