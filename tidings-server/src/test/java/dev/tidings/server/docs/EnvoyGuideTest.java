package dev.tidings.server.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.type.v3.CodecClientType;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks the guide's Envoy configuration against Envoy's schema, without running Envoy. */
class EnvoyGuideTest {
    private static final String UPSTREAM = HttpProtocolOptions.getDescriptor().getFullName();

    @Test
    void envoy_accepts_the_configuration_and_routes_every_request_to_the_server() throws Exception {
        Bootstrap envoy = EnvoySchema.read(lines("static_resources:"));

        List<Route> routes =
                connections(envoy).getRouteConfig().getVirtualHosts(0).getRoutesList();
        assertThat(connections(envoy).getRouteConfig().getVirtualHosts(0).getDomainsList())
                .containsExactly("*");
        assertThat(routes).allMatch(route -> route.getMatch().getPrefix().equals("/"));
        assertThat(routes)
                .extracting(
                        route -> route.getMatch().hasGrpc(),
                        route -> route.getRoute().getCluster())
                .as("the first match is used")
                .containsExactly(tuple(true, "tidings_grpc"), tuple(false, "tidings"));
        assertThat(envoy.getStaticResources().getClustersList())
                .extracting(Cluster::getName, EnvoyGuideTest::address)
                .containsExactlyInAnyOrder(tuple("tidings", "127.0.0.1:8434"), tuple("tidings_grpc", "127.0.0.1:8434"));
        assertThat(connections(envoy).getHttpFiltersList())
                .singleElement()
                .matches(filter -> filter.getTypedConfig().is(Router.class));
    }

    @Test
    void envoy_meets_the_guide_s_requirements_for_proxies() throws Exception {
        Bootstrap envoy = EnvoySchema.read(lines("static_resources:"));
        HttpConnectionManager connections = connections(envoy);

        assertThat(connections.getUseRemoteAddress().getValue())
                .as("the client's address is added to X-Forwarded-For")
                .isTrue();
        assertThat(connections.getSkipXffAppend()).isFalse();
        assertThat(connections.getXffNumTrustedHops()).isZero();
        assertThat(connections.getUpgradeConfigsList()).singleElement().satisfies(upgrade -> {
            assertThat(upgrade.getUpgradeType()).isEqualTo("websocket");
            assertThat(upgrade.hasEnabled()).as("enabled by default").isFalse();
        });
        assertThat(connections.getCodecType())
                .as("HTTP/1.1 and HTTP/2 on one port")
                .isEqualTo(HttpConnectionManager.CodecType.AUTO);
        assertThat(connections.getStreamIdleTimeout().getSeconds())
                .as("the maximum heartbeat interval is 10 minutes")
                .isGreaterThan(600);
        for (Route route : connections.getRouteConfig().getVirtualHosts(0).getRoutesList()) {
            RouteAction action = route.getRoute();
            assertThat(action.hasTimeout() && action.getTimeout().getSeconds() == 0)
                    .as("no timeout of Envoy for responses of %s", action.getCluster())
                    .isTrue();
        }
        RouteAction grpc =
                connections.getRouteConfig().getVirtualHosts(0).getRoutes(0).getRoute();
        assertThat(grpc.hasIdleTimeout() && grpc.getIdleTimeout().getSeconds() == 0)
                .as("a silent subscription stays open")
                .isTrue();
        assertThat(connections.getHttp2ProtocolOptions().hasConnectionKeepalive())
                .as("a dead client is detected")
                .isTrue();
    }

    @Test
    void envoy_uses_the_server_s_protocols() throws Exception {
        var clusters = EnvoySchema.read(lines("static_resources:")).getStaticResources().getClustersList().stream()
                .collect(Collectors.toMap(Cluster::getName, cluster -> cluster));
        Cluster grpcCluster = Objects.requireNonNull(clusters.get("tidings_grpc"));
        HttpProtocolOptions http = upstream(Objects.requireNonNull(clusters.get("tidings")));
        HttpProtocolOptions grpc = upstream(grpcCluster);

        assertThat(http.getExplicitHttpConfig().hasHttpProtocolOptions()).isTrue();
        assertThat(http.getCommonHttpProtocolOptions().getIdleTimeout().getSeconds())
                .as("before the server closes an idle connection, which it does after 60 s")
                .isBetween(1L, 59L);
        assertThat(grpc.getExplicitHttpConfig().getHttp2ProtocolOptions().hasConnectionKeepalive())
                .as("HTTP/2, and a dead server is detected")
                .isTrue();
        assertThat(clusters.values())
                .allSatisfy(cluster -> assertThat(cluster.getHealthChecksList())
                        .singleElement()
                        .satisfies(check -> {
                            assertThat(check.getHttpHealthCheck().getPath()).isEqualTo("/readyz");
                            assertThat(check.getUnhealthyThreshold().getValue()).isOne();
                        }));
        assertThat(grpcCluster.getHealthChecks(0).getHttpHealthCheck().getCodecClientType())
                .isEqualTo(CodecClientType.HTTP2);
    }

    @Test
    void with_tls_it_serves_both_http_versions() throws Exception {
        String indented = lines("transport_socket:").indent(10);
        String secured = lines("static_resources:")
                .replace("        - filters:\n", "        - " + indented.strip() + "\n          filters:\n");

        FilterChain chain = chain(EnvoySchema.read(secured));

        assertThat(chain.getFiltersList()).hasSize(1);
        DownstreamTlsContext tls = chain.getTransportSocket().getTypedConfig().unpack(DownstreamTlsContext.class);
        assertThat(tls.getCommonTlsContext().getAlpnProtocolsList()).containsExactly("h2", "http/1.1");
        assertThat(tls.getCommonTlsContext().getTlsCertificatesList())
                .singleElement()
                .satisfies(certificate -> {
                    assertThat(certificate.getCertificateChain().getFilename()).endsWith("fullchain.pem");
                    assertThat(certificate.getPrivateKey().getFilename()).endsWith("privkey.pem");
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        an unknown field             | upgrade_configs:             | upgrade_config:                | upgrade_config
        an unknown extension         | http.router.v3.Router        | http.router.v3.Route           | http.router.v3.Route
        a value of another type      | use_remote_address: true     | use_remote_address: yes please | yes please
        an unknown word              | type: STATIC                 | type: STATICAL                 | STATICAL
        a field twice                | {path: /readyz}              | {path: /a, path: /b}           | 'path'
        no text where it is needed   | stat_prefix: tidings         | stat_prefix: ""                | stat_prefix is
        a route that leads nowhere   | {cluster: tidings, timeout   | {timeout                       | cluster_specifier is missing
        an upstream without protocol | {http_protocol_options: {}}  | {}                             | protocol_config is missing
        no domains                   | domains: ["*"]               | domains: []                    | domains is []; expected min_items 1
        a port beyond the last       | port_value: 8434             | port_value: 84340              | port_value is 84340; expected lte 65535
        a check without time         | timeout: 2s                  | timeout: 0s                    | health_checks[0].timeout is
        a check without its bounds   | unhealthy_threshold: 1, h    | h                              | unhealthy_threshold is missing
        a ping nobody waits for      | {interval: 30s, timeout: 10s | {interval: 30s                 | connection_keepalive.timeout is missing
        a ping without a pause       | {interval: 30s               | {interval: 0.0001s             | connection_keepalive.interval is
        a deprecated field           | {cluster: tidings, timeout   | {internal_redirect_action: HANDLE_INTERNAL_REDIRECT, cluster: tidings, timeout | internal_redirect_action is deprecated
        """)
    void invalid_envoy_configuration_is_refused(String why, String line, String broken, String told) throws Exception {
        String lines = lines("static_resources:");
        assertThat(lines).contains(line);
        assertThatIllegalArgumentException()
                .as(why)
                .isThrownBy(() -> EnvoySchema.read(lines.replace(line, broken)))
                .withMessageContaining(told);
    }

    private static String lines(String beginning) {
        return Document.all().stream()
                .filter(document -> document.file().endsWith("proxies.md"))
                .flatMap(document -> document.snippets().stream())
                .map(Snippet::text)
                .filter(text -> text.startsWith(beginning))
                .collect(Collectors.collectingAndThen(Collectors.toList(), found -> {
                    assertThat(found)
                            .as("snippets that begin with %s", beginning)
                            .hasSize(1);
                    return found.getFirst();
                }));
    }

    private static FilterChain chain(Bootstrap envoy) {
        return envoy.getStaticResources().getListeners(0).getFilterChains(0);
    }

    private static HttpConnectionManager connections(Bootstrap envoy) throws InvalidProtocolBufferException {
        return chain(envoy).getFilters(0).getTypedConfig().unpack(HttpConnectionManager.class);
    }

    private static HttpProtocolOptions upstream(Cluster cluster) throws InvalidProtocolBufferException {
        return cluster.getTypedExtensionProtocolOptionsOrThrow(UPSTREAM).unpack(HttpProtocolOptions.class);
    }

    private static String address(Cluster cluster) {
        SocketAddress address = cluster.getLoadAssignment()
                .getEndpoints(0)
                .getLbEndpoints(0)
                .getEndpoint()
                .getAddress()
                .getSocketAddress();
        return address.getAddress() + ":" + address.getPortValue();
    }
}
