package dev.tidings.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SqlTest {
    @Test
    void names_become_question_marks_and_may_occur_several_times() {
        Sql sql = Sql.of("UPDATE t SET at = :now WHERE id = :id AND at < :now");

        assertThat(sql.text()).isEqualTo("UPDATE t SET at = ? WHERE id = ? AND at < ?");
        assertThat(sql.parameters()).hasSize(2);
        assertThat(sql.parameters()[0].positions()).containsExactly(1, 3);
        assertThat(sql.parameters()[1].positions()).containsExactly(2);
    }

    @Test
    void casts_quoted_text_and_comments_have_no_names() {
        Sql sql = Sql.of("""
            SELECT ':no', 'it''s :none' -- and not :this
            FROM unnest(:ids::text[])
            """);

        assertThat(sql.text()).isEqualTo("SELECT ':no', 'it''s :none' \nFROM unnest(?::text[])\n");
        assertThat(sql.parameters()).hasSize(1);
    }

    @Test
    void a_list_is_repeated_per_row_and_later_parameters_move() {
        Sql sql = Sql.of("INSERT INTO t (a, b) VALUES {(:a, :b)} RETURNING a + :c")
                .repeat("a", 3);

        assertThat(sql.text()).isEqualTo("INSERT INTO t (a, b) VALUES (?, ?), (?, ?), (?, ?) RETURNING a + ?");
        assertThat(sql.parameters()[0])
                .extracting(Sql.Parameter::stride, Sql.Parameter::rows)
                .containsExactly(2, 3);
        assertThat(sql.parameters()[1].positions()).containsExactly(2);
        assertThat(sql.parameters()[2].positions()).containsExactly(7);
    }

    @Test
    void two_lists_have_separate_sizes() {
        Sql sql = Sql.of("SELECT 1 FROM t WHERE a IN ({:a}) AND b IN ({:b})")
                .repeat("b", 1)
                .repeat("a", 2);

        assertThat(sql.text()).isEqualTo("SELECT 1 FROM t WHERE a IN (?, ?) AND b IN (?)");
        assertThat(sql.parameters()[1].positions()).containsExactly(3);
    }

    @Test
    void a_statement_without_the_list_is_unchanged() {
        Sql sql = Sql.of("SELECT 1 FROM t WHERE a = ANY (:a)");

        assertThat(sql.repeat("a", 9)).isSameAs(sql);
    }

    @Test
    void a_list_without_a_size_cannot_be_prepared() {
        assertThatThrownBy(Sql.of("SELECT 1 FROM t WHERE a IN ({:a})")::text)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the size of a list is missing");
    }

    @Test
    void identifiers_are_letters_digits_and_underscores() {
        Sql sql = Sql.of("DROP TABLE %partition%");

        assertThat(sql.naming("partition", "deliveries_p20260101").text()).isEqualTo("DROP TABLE deliveries_p20260101");
        assertThatThrownBy(() -> sql.naming("partition", "t; DROP TABLE t"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected letters, digits and underscores");
        assertThatThrownBy(() -> sql.naming("table", "t"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the statement has no %table%");
    }

    @Test
    void unterminated_quotes_and_lists_are_refused() {
        for (String unfinished : new String[] {"SELECT 'a", "IN ({:a)", "IN :a})", "IN ({{:a}})", "IN ({a})"}) {
            assertThatThrownBy(() -> Sql.of(unfinished)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void parameters_without_names_are_refused() {
        assertThatThrownBy(() -> Sql.of("SELECT 1 FROM t WHERE a = ?"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a parameter has no name");
    }

    @Test
    void a_name_in_and_outside_of_a_list_is_refused() {
        assertThatThrownBy(() -> Sql.of("SELECT :a FROM t WHERE a IN ({:a})"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
