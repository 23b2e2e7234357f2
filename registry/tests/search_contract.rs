//! What every search engine must do, as plain functions that are given an engine, named once for each engine by the macro at the end.
//!
//! The embedded engine is always tested; Meilisearch where `SIMPUL_TEST_MEILISEARCH_URL` (and `SIMPUL_TEST_MEILISEARCH_KEY`) is set.
#![cfg(feature = "search")]
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

#[path = "search_contract/changes.rs"]
mod changes;
#[path = "search_contract/engines.rs"]
mod engines;
#[path = "search_contract/filters.rs"]
mod filters;
#[path = "search_contract/finding.rs"]
mod finding;
#[path = "search_contract/fixture.rs"]
mod fixture;
#[path = "search_contract/on_disk.rs"]
mod on_disk;
#[path = "search_contract/on_server.rs"]
mod on_server;
#[path = "search_contract/ranking.rs"]
mod ranking;

macro_rules! contract {
    ($($module:ident :: $test:ident),+ $(,)?) => {
        mod embedded {
            $(#[tokio::test]
            async fn $test() {
                let (engine, _folder) = crate::engines::embedded();
                crate::$module::$test(&engine).await;
            })+
        }

        mod meilisearch {
            $(#[tokio::test]
            async fn $test() {
                if let Some(engine) = crate::engines::meilisearch(stringify!($test)).await {
                    crate::$module::$test(&engine).await;
                }
            })+
        }
    };
}

contract![
    changes::an_empty_index_is_at_position_0,
    changes::put_replace_and_delete,
    changes::the_last_update_of_a_document_counts,
    changes::position_moves_without_updates,
    changes::hashes_are_sorted_by_id,
    changes::a_walk_meets_every_document_once,
    changes::the_same_again_changes_nothing,
    changes::documents_that_came_without_their_position_come_again,
    changes::an_index_that_is_there_passes_its_check,
    changes::a_walk_beside_a_rebuild_sees_the_live_one,
    changes::documents_come_back_whole,
    changes::a_rebuild_goes_live_in_one_step,
    changes::a_rebuild_that_is_dropped_leaves_no_trace,
    finding::exact_words_all_of_them,
    finding::one_edit_and_two_edits,
    finding::short_words_are_exact_first,
    finding::unfinished_words,
    finding::a_finished_word_is_not_a_prefix,
    finding::synonyms_and_phrases,
    finding::hyphens_accents_and_case,
    finding::every_field_is_searched,
    finding::stop_words_do_not_matter,
    finding::words_that_no_document_has_are_dropped,
    finding::without_a_full_match_the_telling_words_count,
    finding::nothing_found,
    finding::an_empty_query_finds_everything,
    finding::weird_input_is_harmless,
    finding::names_are_escaped_and_finds_marked,
    filters::by_region_and_province,
    filters::by_agency,
    filters::by_category_channel_and_cost,
    filters::by_duration_service_and_location,
    filters::filters_cannot_be_broken_out_of,
    filters::facets_count_what_was_found,
    filters::facets_of_nothing_are_empty,
    filters::what_a_notice_closes_is_left_out,
    ranking::the_name_counts_most,
    ranking::a_national_term_is_exact_and_each_place_comes_once,
    ranking::relevance_near_a_point_is_nearest_first,
    ranking::a_better_match_farther_away_comes_first,
    ranking::distance_is_nearest_first_whatever_the_match,
    ranking::radius,
    ranking::pages_fit_together,
    ranking::paging_has_an_end,
];
