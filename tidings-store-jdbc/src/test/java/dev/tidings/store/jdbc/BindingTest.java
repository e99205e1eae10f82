package dev.tidings.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BindingTest {
    private static final Sql INSERT = Sql.of("INSERT INTO t (name, at) VALUES {(:name, :at)}");
    private static final Sql FIND = Sql.of("SELECT at FROM t WHERE name = :name AND (:name <> '' OR at > :at)");

    private Connection connection;
    private Transaction tx;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        tx = new Transaction(connection);
        tx.execute(Sql.of("CREATE TABLE t (name TEXT, at INTEGER)"));
        tx.prepared(INSERT.repeat("name", 2))
                .text("name", "a")
                .time("at", Instant.ofEpochMilli(1))
                .text("name", "b")
                .time("at", null)
                .update();
    }

    @AfterEach
    void close() throws SQLException {
        tx.forgetStatements();
        connection.close();
    }

    @Test
    void rows_of_a_list_are_set_one_after_the_other() throws SQLException {
        List<String> found = tx.prepared(Sql.of("SELECT name, at FROM t ORDER BY name"))
                .list(row -> row.getString("name") + Columns.timeOrNull(row, "at"));

        assertThat(found).containsExactly("a1970-01-01T00:00:00.001Z", "bnull");
    }

    @Test
    void a_name_sets_all_its_positions_in_any_order() throws SQLException {
        assertThat(tx.prepared(FIND).number("at", 7).text("name", "a").<Long>first(row -> row.getLong("at")))
                .contains(1L);
    }

    @Test
    void every_one_of_hundreds_of_parameters_must_be_set() throws SQLException {
        List<String> names = IntStream.range(0, 300).mapToObj(i -> "p" + i).toList();
        Sql sql = Sql.of("SELECT name FROM t WHERE at IN (:" + String.join(", :", names) + ")");

        Binding binding = tx.prepared(sql);
        for (String name : names.subList(0, 299)) {
            binding.number(name, 1);
        }
        assertThatThrownBy(binding::exists).hasMessageContaining("the parameter :p299 is not set");

        assertThat(binding.number("p299", 2).exists()).isTrue();
    }

    @Test
    void parameters_after_a_list_are_set_at_their_position() throws SQLException {
        Sql sql = Sql.of("SELECT name FROM t WHERE name IN ({:name}) AND name > :least");

        assertThat(tx.prepared(sql.repeat("name", 2))
                        .texts("name", new TreeSet<>(List.of("a", "b")))
                        .text("least", "a")
                        .<String>list(row -> row.getString("name")))
                .containsExactly("b");
    }

    @Test
    void an_unknown_name_is_refused() {
        assertThatThrownBy(() -> tx.prepared(FIND).text("nmae", "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the statement has no parameter :nmae");
    }

    @Test
    void a_cached_statement_does_not_run_with_parameters_of_its_last_use() throws SQLException {
        assertThat(tx.prepared(FIND).text("name", "a").number("at", 0).exists()).isTrue();

        assertThatThrownBy(() -> tx.prepared(FIND).text("name", "a").exists())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the parameter :at is not set");
    }

    @Test
    void an_unset_row_of_a_list_is_refused() throws SQLException {
        Binding insert = tx.prepared(INSERT.repeat("name", 2)).text("name", "c").number("at", 1);

        assertThatThrownBy(insert::update)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the parameter :name is not set");
    }

    @Test
    void an_excess_row_is_refused() throws SQLException {
        Binding insert = tx.prepared(INSERT.repeat("name", 1)).text("name", "c");

        assertThatThrownBy(() -> insert.text("name", "d"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the list has 1 rows");
    }

    @Test
    void each_row_of_a_batch_sets_all_parameters() throws SQLException {
        Binding rename = tx.prepared(Sql.of("UPDATE t SET name = :new WHERE name = :old"));
        rename.text("new", "c").text("old", "a").addBatch();
        rename.text("new", "d").text("old", "b").addBatch();
        rename.executeBatch();

        assertThat(tx.prepared(Sql.of("SELECT name FROM t ORDER BY name")).<String>list(row -> row.getString("name")))
                .containsExactly("c", "d");
        assertThatThrownBy(() -> rename.text("new", "e").addBatch()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_required_row_that_is_missing_is_refused() {
        assertThatThrownBy(() ->
                        tx.prepared(Sql.of("SELECT at FROM t WHERE name = 'z'")).one(row -> row.getLong("at")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the result is empty");
    }
}
