package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.QueryParams;
import dev.tidings.core.access.Scope;
import dev.tidings.core.audit.AuditFilter;
import dev.tidings.core.audit.AuditRecord;
import dev.tidings.core.audit.AuditSource;
import dev.tidings.http.access.ApiKeys;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sees the pages at /console, and whose forms count. */
@NeedsServers
class ConsoleAccessTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final String DELIVERY = "dlv_00000000000000000000000000";
    private static final String ENDPOINT = "ept_00000000000000000000000000";
    private static final Pattern TOKEN = Pattern.compile("name=\"form_token\" value=\"([^\"]+)\"");
    private static final int FIRST_VIEW = 150 * 1024;

    /** The pages that show data, with the status that a key for them gets when there is nothing to show. */
    private static Stream<String> pages() {
        return Stream.of(
                "/console",
                "/console/search?q=user:42",
                "/console/search?q=" + DELIVERY,
                "/console/endpoints",
                "/console/endpoints?health=failing",
                "/console/endpoints/" + ENDPOINT,
                "/console/endpoints/" + ENDPOINT + "/test",
                "/console/endpoints/" + ENDPOINT + "/pause",
                "/console/endpoints/" + ENDPOINT + "/resume",
                "/console/endpoints/" + ENDPOINT + "/rotate-secret",
                "/console/deliveries",
                "/console/deliveries?status=dead",
                "/console/deliveries/" + DELIVERY,
                "/console/deliveries/" + DELIVERY + "/replay",
                "/console/deliveries/" + DELIVERY + "/retry-now",
                "/console/deliveries/" + DELIVERY + "/cancel");
    }

    private static Stream<String> forms() {
        return Stream.concat(
                Stream.of("replay", "retry-now", "cancel")
                        .map(action -> "/console/deliveries/" + DELIVERY + "/" + action),
                Stream.of("test", "pause", "resume", "rotate-secret")
                        .map(action -> "/console/endpoints/" + ENDPOINT + "/" + action));
    }

    /** A browser that keeps the cookie and the token of the last page. */
    private static final class Visitor {
        private String cookie = "";
        private String token = "";

        Answer get(String path, String... headers) {
            return kept(SERVER.get(path, with(headers)));
        }

        Answer post(String path, QueryParams form, String... headers) {
            String body = form.toBuilder().set("form_token", token).build().toQueryString();
            String[] all = Stream.concat(
                            Stream.of(headers), Stream.of("content-type", "application/x-www-form-urlencoded"))
                    .toArray(String[]::new);
            return kept(SERVER.send(HttpMethod.POST, path, body.getBytes(StandardCharsets.UTF_8), with(all)));
        }

        Answer signIn(ApiKeys.Created key) {
            get("/console/sign-in");
            return post("/console/sign-in", QueryParams.of("key", key.text().reveal()));
        }

        private String[] with(String... headers) {
            return cookie.isEmpty()
                    ? headers
                    : Stream.concat(Stream.of(headers), Stream.of("cookie", cookie))
                            .toArray(String[]::new);
        }

        private Answer kept(Answer answer) {
            for (String set : answer.http().headers().getAll(HttpHeaderNames.SET_COOKIE)) {
                cookie = set.substring(0, set.indexOf(';'));
            }
            Matcher found = TOKEN.matcher(answer.http().contentUtf8());
            if (found.find()) {
                token = found.group(1);
            }
            return answer;
        }
    }

    private static ApiKeys.Created key(String tenant, Scope... scopes) {
        ApiKeys.Created key = SERVER.keys.create("test", tenant, Set.of(scopes));
        SERVER.clock.advance(Duration.ofSeconds(2));
        return key;
    }

    private static String location(Answer answer) {
        return answer.http().headers().get(HttpHeaderNames.LOCATION, "");
    }

    @Test
    void without_keys_a_local_browser_needs_no_sign_in() {
        assertThat(new Visitor().get("/console/deliveries").status()).isEqualTo(200);
        assertThat(location(new Visitor().get("/console/sign-in"))).isEqualTo("/console");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example.com", "10.0.0.1"})
    void without_keys_a_rebound_name_gets_no_page(String host) {
        Answer answer = new Visitor().get("/console/deliveries", ":authority", host);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.http().contentUtf8()).contains("Host").doesNotContain("<form class=\"filters\"");
    }

    @Test
    void without_keys_nobody_behind_a_proxy_gets_a_page() {
        Answer answer = new Visitor().get("/console/sign-in", "x-forwarded-for", "203.0.113.7");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.http().contentUtf8()).contains("tidings keys create");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void a_page_leads_to_the_sign_in_without_a_session(String path) {
        key("default", Scope.OPERATE);

        Answer answer = new Visitor().get(path);

        assertThat(answer.status()).isEqualTo(303);
        assertThat(location(answer))
                .isEqualTo("/console/sign-in?" + QueryParams.of("next", path).toQueryString());
        // A key is no session: only the API takes it.
        assertThat(new Visitor().get(path, "authorization", "Bearer tdk_x").status())
                .isEqualTo(303);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void a_page_is_refused_if_the_key_may_not_read_it(String path) {
        Visitor producer = new Visitor();
        assertThat(location(producer.signIn(key("default", Scope.PRODUCE)))).isEqualTo("/console");

        Answer answer = producer.get(path);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.http().contentUtf8()).contains("has the scopes produce; expected operate");
    }

    @Test
    void a_viewer_sees_and_changes_nothing_of_another_tenant() {
        String id = SERVER.accept("key-1");
        Visitor other = new Visitor();
        other.signIn(key("other", Scope.ADMIN));

        assertThat(other.get("/console/deliveries").http().contentUtf8()).doesNotContain(id);
        assertThat(other.get("/console/deliveries/" + id).status()).isEqualTo(404);
        for (String action : List.of("replay", "retry-now", "cancel")) {
            String path = "/console/deliveries/" + id + "/" + action;
            assertThat(other.get(path).status()).isEqualTo(404);
            assertThat(other.post(path, QueryParams.of()).status()).isEqualTo(404);
        }
        String endpoint = SERVER.get(
                        "/v1/endpoints",
                        "authorization",
                        "Bearer " + key("default", Scope.OPERATE).text().reveal())
                .json()
                .at("/endpoints/0/id")
                .asText();
        assertThat(other.get("/console/endpoints").http().contentUtf8()).doesNotContain(endpoint);
        assertThat(other.get("/console/search?q=user:42").http().contentUtf8()).doesNotContain(id, endpoint);
        assertThat(other.get("/console/endpoints/" + endpoint).status()).isEqualTo(404);
        for (String action : List.of("test", "pause", "resume", "rotate-secret")) {
            String path = "/console/endpoints/" + endpoint + "/" + action;
            assertThat(other.get(path).status()).isEqualTo(404);
            assertThat(other.post(path, QueryParams.of()).status()).isEqualTo(404);
        }
        Visitor own = new Visitor();
        own.signIn(key("default", Scope.OPERATE));
        assertThat(own.get("/console/deliveries/" + id).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void a_form_counts_only_with_the_token_of_its_browser(String path) {
        ApiKeys.Created key = key("default", Scope.OPERATE);
        Visitor viewer = new Visitor();
        viewer.signIn(key);
        viewer.get("/console/help");
        String mine = viewer.token;
        Visitor attacker = new Visitor();
        attacker.signIn(key);
        attacker.get("/console/help");

        viewer.token = "";
        assertThat(viewer.post(path, QueryParams.of()).status()).isEqualTo(403);
        viewer.token = attacker.token;
        assertThat(viewer.post(path, QueryParams.of()).status()).isEqualTo(403);
        viewer.token = mine;
        assertThat(viewer.post(path, QueryParams.of(), "origin", "https://evil.example.com")
                        .status())
                .isEqualTo(403);
        viewer.token = mine;
        assertThat(viewer.post(path, QueryParams.of(), "sec-fetch-site", "cross-site")
                        .status())
                .isEqualTo(403);
        viewer.token = mine;
        assertThat(viewer.post(path, QueryParams.of()).status()).isEqualTo(404);
    }

    @Test
    void an_action_is_recorded_as_that_of_the_key() {
        String id = SERVER.accept("key-1");
        ApiKeys.Created key = key("default", Scope.OPERATE);
        Visitor viewer = new Visitor();
        viewer.signIn(key);
        viewer.get("/console/deliveries/" + id + "/cancel");

        Answer answer = viewer.post("/console/deliveries/" + id + "/cancel", QueryParams.of());

        assertThat(location(answer)).isEqualTo("/console/deliveries/" + id + "?done=cancel");
        AuditRecord written = SERVER.store
                .audit()
                .records(AuditFilter.of("default"), null, 1)
                .items()
                .getFirst();
        assertThat(written.change().action()).isEqualTo("delivery.canceled");
        assertThat(written.change().object()).isEqualTo(id);
        assertThat(written.origin().actor()).isEqualTo(key.key().id());
        assertThat(written.origin().source()).isEqualTo(AuditSource.CONSOLE);
    }

    @Test
    void a_sign_in_opens_a_session_under_a_new_id() {
        ApiKeys.Created key = key("default", Scope.OPERATE);
        Visitor viewer = new Visitor();
        viewer.get("/console/sign-in");
        String before = viewer.cookie;

        Answer answer = viewer.signIn(key);

        assertThat(answer.http().headers().get(HttpHeaderNames.SET_COOKIE))
                .matches("tidings_console=[\\w-]{43}; Path=/; HTTPOnly; SameSite=Strict");
        assertThat(viewer.cookie).isNotEqualTo(before);
        assertThat(viewer.get("/console/deliveries").status()).isEqualTo(200);
        viewer.cookie = before;
        assertThat(viewer.get("/console/deliveries").status()).isEqualTo(303);
        assertThat(answer.toString()).doesNotContain(key.text().reveal());
    }

    @Test
    void behind_tls_the_cookie_belongs_to_the_host_alone() {
        key("default", Scope.OPERATE);

        Answer answer = SERVER.get("/console/sign-in", "x-forwarded-proto", "https");

        assertThat(answer.http().headers().get(HttpHeaderNames.SET_COOKIE))
                .startsWith("__Host-tidings_console=")
                .contains("; Secure")
                .contains("; HTTPOnly")
                .contains("; Path=/;");
    }

    @Test
    void a_session_ends_with_its_key_with_a_sign_out_and_with_time() {
        ApiKeys.Created key = key("default", Scope.OPERATE);
        Visitor viewer = new Visitor();
        viewer.signIn(key);
        assertThat(viewer.get("/console/deliveries").status()).isEqualTo(200);
        String session = viewer.cookie;
        viewer.post("/console/sign-out", QueryParams.of());
        viewer.cookie = session;
        assertThat(viewer.get("/console/deliveries").status()).isEqualTo(303);

        viewer.signIn(key);
        SERVER.clock.advance(Duration.ofMinutes(61));
        assertThat(viewer.get("/console/deliveries").status()).as("idle").isEqualTo(303);

        viewer.signIn(key);
        for (int i = 0; i < 12; i++) {
            assertThat(viewer.get("/console/deliveries").status()).isEqualTo(200);
            SERVER.clock.advance(Duration.ofMinutes(59));
        }
        SERVER.clock.advance(Duration.ofMinutes(13));
        assertThat(viewer.get("/console/deliveries").status()).as("too old").isEqualTo(303);

        key("default", Scope.ADMIN);
        viewer.signIn(key);
        SERVER.keys.revoke(key.key().id());
        SERVER.clock.advance(Duration.ofSeconds(2));
        assertThat(viewer.get("/console/deliveries").status()).as("revoked").isEqualTo(303);
    }

    @Test
    void many_wrong_keys_close_the_sign_in_for_a_minute() {
        ApiKeys.Created key = key("default", Scope.OPERATE);
        Visitor viewer = new Visitor();
        viewer.get("/console/sign-in");
        for (int i = 0; i < 10; i++) {
            assertThat(viewer.post("/console/sign-in", QueryParams.of("key", "tdk_wrong" + i))
                            .status())
                    .isEqualTo(401);
        }

        assertThat(viewer.signIn(key).status()).isEqualTo(429);
        SERVER.clock.advance(Duration.ofSeconds(61));
        assertThat(viewer.signIn(key).status()).isEqualTo(303);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://evil.example.com", "//evil.example.com", "/console\\@evil", "/v1/keys", "/consoles"})
    void a_sign_in_leads_to_pages_of_the_console_only(String next) {
        ApiKeys.Created key = key("default", Scope.OPERATE);
        Visitor viewer = new Visitor();
        viewer.get("/console/sign-in");

        Answer answer =
                viewer.post("/console/sign-in", QueryParams.of("key", key.text().reveal(), "next", next));

        assertThat(location(answer)).isEqualTo("/console");
    }

    @Test
    void a_link_of_another_site_does_not_lose_the_session() {
        key("default", Scope.OPERATE);

        Answer answer = new Visitor().get("/console/deliveries", "sec-fetch-site", "cross-site");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.http().contentUtf8()).contains("http-equiv=\"refresh\"");
        assertThat(answer.http().headers().contains(HttpHeaderNames.SET_COOKIE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console/deliveries", "/console/help", "/console/nothing", "/console/deliveries?status=x"})
    void no_page_can_be_framed_or_run_what_is_not_a_file_of_the_server(String path) {
        Answer answer = new Visitor().get(path);

        assertThat(answer.http().headers().get(HttpHeaderNames.CONTENT_SECURITY_POLICY))
                .contains("default-src 'none'")
                .contains("script-src 'self';")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.http().contentUtf8()).doesNotContain("style=").doesNotContainPattern("<script(?! src)");
    }

    @Test
    void files_are_cached_for_ever_and_the_first_view_is_small() {
        String page = new Visitor().get("/console/deliveries").http().contentUtf8();
        int bytes = page.length();
        Matcher files =
                Pattern.compile("(?:src|href)=\"(/console/static/[^\"]+)\"").matcher(page);
        Set<String> seen = new java.util.TreeSet<>();
        while (files.find()) {
            if (seen.add(files.group(1))) {
                Answer file = SERVER.get(files.group(1), "accept-encoding", "gzip");
                assertThat(file.status()).isEqualTo(200);
                assertThat(file.http().headers().get(HttpHeaderNames.CACHE_CONTROL))
                        .contains("immutable");
                assertThat(file.http().headers().get(HttpHeaderNames.CONTENT_ENCODING))
                        .isEqualTo("gzip");
                bytes += file.http().content().length();
            }
        }

        assertThat(seen).hasSize(4);
        assertThat(bytes).isLessThan(FIRST_VIEW);
        assertThat(SERVER.get("/console/static/console.0000000000000000.css").status())
                .isEqualTo(404);
    }
}
