package dev.tidings.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidings.core.node.NodeRole;
import dev.tidings.core.node.NodeRoles;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The roles of a node, and those that could not work with the nodes that have the others. */
class RoleSettingsTest {
    private static final String SERVERS = "store: {url: 'jdbc:postgresql://db/t'}\n";
    private static final String REDIS = SERVERS + "redis: {url: 'redis://r:6379'}\npush: {log: redis}\n";
    private static final String KAFKA = SERVERS + "kafka: {bootstrap: ['k:9092']}\npush: {log: kafka}\n";

    private final ConfigLoader loader = new ConfigLoader(List.of("email", "push", "webhook"));

    private NodeRoles roles(String yaml) {
        return loader.parseText(yaml, Map.of()).configuration().roles();
    }

    private List<String> errors(String yaml) {
        return catchThrowableOfType(ConfigException.class, () -> roles(yaml)).errors().stream()
                .map(ConfigError::toString)
                .toList();
    }

    @Test
    void a_node_has_all_roles_unless_it_names_some() {
        assertThat(roles("")).isEqualTo(NodeRoles.ALL);
        assertThat(roles("server: {roles: [gateway, dispatch, intake]}")).isEqualTo(NodeRoles.ALL);
        assertThat(roles(REDIS + "server: {roles: [dispatch]}")).isEqualTo(NodeRoles.of(NodeRole.DISPATCH));
        assertThat(loader.parseText(REDIS, Map.of("TIDINGS_SERVER_ROLES", "gateway,intake"))
                        .configuration()
                        .roles()
                        .codes())
                .containsExactly("intake", "gateway");
    }

    @Test
    void roles_that_do_not_exist_are_repeated_or_missing_are_named() {
        assertThat(errors("server: {roles: [intake, sender]}"))
                .containsExactly("server.roles[1]: sender; expected one of intake, dispatch, gateway");
        assertThat(errors(REDIS + "server: {roles: [intake, intake]}"))
                .containsExactly("server.roles[1]: intake; expected each role at most once");
        assertThat(errors("server: {roles: []}"))
                .containsExactly("server.roles: []; expected at least one of intake, dispatch, gateway");
        assertThat(errors("server: {roles: [Intake]}"))
                .singleElement()
                .asString()
                .contains("server.roles[0]: Intake");
    }

    @Test
    void a_database_that_one_process_opens_needs_all_roles() {
        assertThat(errors("server: {roles: [intake, dispatch]}"))
                .singleElement()
                .asString()
                .startsWith(
                        "server.roles: [intake, dispatch]; expected all roles (intake, dispatch, gateway) with SQLite");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"dispatch", "gateway", "intake, dispatch", "intake, gateway"})
    void events_in_memory_need_dispatch_and_gateway_in_one_process(String roles) {
        assertThat(errors(SERVERS + "server: {roles: [" + roles + "]}"))
                .singleElement()
                .asString()
                .startsWith("server.roles: [" + roles
                        + "]; expected dispatch and gateway together while push.log is memory");
        assertThat(roles(REDIS + "server: {roles: [" + roles + "]}").all()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"intake", "dispatch, gateway"})
    void events_in_memory_do_not_concern_other_roles(String roles) {
        assertThat(roles(SERVERS + "server: {roles: [" + roles + "]}").all()).isFalse();
    }

    @Test
    void recipients_who_are_present_are_skipped_only_where_presence_is_known() {
        String intake = "server: {roles: [intake]}\nchannels: {email: {when: not_present}}\n";
        assertThat(errors(SERVERS + intake))
                .singleElement()
                .asString()
                .startsWith("channels.email.when: not_present; expected always on a node without the role gateway");
        assertThat(errors(KAFKA + intake)).hasSize(1);
        assertThat(roles(REDIS + intake)).isEqualTo(NodeRoles.of(NodeRole.INTAKE));
        assertThat(roles(KAFKA + "redis: {url: 'redis://r:6379'}\n" + intake).codes())
                .containsExactly("intake");
    }
}
