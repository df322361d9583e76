package names

import "testing"

func TestSpelling(t *testing.T) {
	for _, rule := range []struct {
		name  string
		spell func(string) string
		cases map[string]string
	}{
		{"Exported", Exported, map[string]string{"": "", "name": "Name", "Name": "Name", "éa": "Éa"}},
		{"Unexported", Unexported, map[string]string{"": "", "Name": "name", "ID": "iD", "Éa": "éa"}},
		{"Pascal", Pascal, map[string]string{
			"Foo": "Foo", "foo": "Foo", "Foo_Bar": "FooBar", "foo_bar": "FooBar", "_Foo_": "Foo", "A__1": "A1", "HTTPServer": "HTTPServer", "X_Y": "XY",
		}},
		{"JSON", JSON, map[string]string{
			"name": "name", "node_port": "nodePort", "_foo": "Foo", "a_1": "a1", "a__b": "aB", "Upper_case": "UpperCase", "trailing_": "trailing",
		}},
		{"MapEntry", MapEntry, map[string]string{"labels": "LabelsEntry", "by_name": "ByNameEntry", "_x1_y": "X1YEntry"}},
		{"GoCamel", GoCamel, map[string]string{
			"one": "One", "one_two": "OneTwo", "_my_field_name_2": "XMyFieldName_2", "Something_Capped": "Something_Capped", "my_Name": "My_Name",
			"OneTwo": "OneTwo", "_": "X", "_a_": "XA_", "foo1bar": "Foo1Bar",
		}},
		{"UpperSnake", UpperSnake, map[string]string{"Active": "ACTIVE", "UserIDs": "USER_IDS", "STATUS_ACTIVE": "STATUS_ACTIVE"}},
		// What buf lint calls ENUM_VALUE_PREFIX, by "buf lint" of these names.
		{"EnumPrefix", EnumPrefix, map[string]string{
			"Status": "STATUS", "HTTPStatus": "HTTP_STATUS", "UserIDs": "USER_I_DS", "A1B2": "A1B2", "Sha256Sum": "SHA256_SUM", "X": "X",
			"OAuth2Token": "O_AUTH2_TOKEN", "IPv4": "I_PV4", "V1B": "V1B", "Foo_Bar": "FOO_BAR", "Foo__B": "FOO_B", "Level3": "LEVEL3", "lower": "LOWER",
		}},
		{"Unspecified", Unspecified, map[string]string{"Status": "STATUS_UNSPECIFIED"}},
	} {
		for name, want := range rule.cases {
			if got := rule.spell(name); got != want {
				t.Errorf("%s(%q) = %q, want %q", rule.name, name, got, want)
			}
		}
	}
}

func TestIdentifiers(t *testing.T) {
	for _, rule := range []struct {
		name    string
		is      func(string) bool
		yes, no []string
	}{
		{"IsIdentifier", IsIdentifier, []string{"a", "A1", "a_b", "a_"}, []string{"", "_a", "1a", "a-b", "a.b", "é"}},
		{"IsField", IsField, []string{"a", "_a", "__a1"}, []string{"", "_", "_1", "a-b"}},
		{"IsPackage", IsPackage, []string{"a", "shop.v1", "_a.B", "a._1"}, []string{"", "a.", ".a", "a..b", "1a", "a.1", "a-b", "my shop"}},
		{"IsLowerSnake", IsLowerSnake, []string{"a", "a_b", "1_a2"}, []string{"", "_a", "a_", "a__b", "A"}},
		{"IsUpperSnake", IsUpperSnake, []string{"A", "A_B", "1_A2"}, []string{"", "_A", "A_", "A__B", "a"}},
		{"IsPascal", IsPascal, []string{"A", "AbC", "A1"}, []string{"", "a", "A_B", "1A"}},
	} {
		for _, name := range rule.yes {
			if !rule.is(name) {
				t.Errorf("%s(%q) is false", rule.name, name)
			}
		}
		for _, name := range rule.no {
			if rule.is(name) {
				t.Errorf("%s(%q) is true", rule.name, name)
			}
		}
	}
}
