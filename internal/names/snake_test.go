package names

import "testing"

func TestSnake(t *testing.T) {
	for name, want := range map[string]string{
		"ID": "id", "UserID": "user_id", "UserIDs": "user_ids", "IDs": "ids", "IDsByName": "ids_by_name",
		"NaN": "nan", "IsNaN": "is_nan", "NaNValue": "nan_value", "NaNs": "na_ns", "BaNaNa": "ba_na_na",
		"HTTPServer": "http_server", "URLPath": "url_path", "APIKey": "api_key", "Sha256Sum": "sha256_sum",
		"QuestionText": "question_text", "questionText": "question_text", "Line1": "line1", "OAuth2Token": "o_auth2_token",
		"Foo_Bar": "foo_bar", "_lead": "lead", "X": "x", "Is": "is", "AsIs": "as_is", "already_snake": "already_snake",
		"JSONs": "jsons", "HTTPSOnly": "https_only", "A1B2": "a1_b2",
	} {
		if got := Snake(name); got != want {
			t.Errorf("Snake(%q) = %q, want %q", name, got, want)
		}
	}
}
