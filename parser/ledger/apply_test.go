package ledger

import (
	"testing"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// TestApply shows what becomes of a package: the .proto before, the Go declarations, the .proto after.
func TestApply(t *testing.T) {
	for _, test := range []struct {
		name string
		old  string // none for the first build
		now  *schema.Package
		want string
	}{
		{"first build", "", pkg(msg("M", str("a"), str("b"))), "message M { string a = 1; string b = 2; }\n"},
		{"first build around a pin", "", pkg(msg("M", str("a"), pin(2, str("b")), str("c"))),
			"message M { string a = 1; string b = 2; string c = 3; }\n"},
		{"first build sorts by number", "", pkg(msg("M", str("a"), pin(3, str("b")), str("c"))),
			"message M { string a = 1; string c = 2; string b = 3; }\n"},
		{"kept in another order", "message M { string a = 1; string b = 2; }", pkg(msg("M", str("b"), str("a"))),
			"message M { string a = 1; string b = 2; }\n"},
		{"new above all", "message M { reserved 7; string a = 1; }", pkg(msg("M", str("new"), str("a"))),
			"message M { reserved 7 to 7; string a = 1; string new = 8; }\n"},
		{"new above a pin", "message M { string a = 1; }", pkg(msg("M", str("new"), str("a"), pin(9, str("p")))),
			"message M { string a = 1; string p = 9; string new = 10; }\n"},
		{"the internal range", "message M { string a = 18999; }", pkg(msg("M", str("a"), str("b"))),
			"message M { string a = 18999; string b = 20000; }\n"},
		{"from inside the internal range", "message M { reserved 19500; }", pkg(msg("M", str("a"))),
			"message M { reserved 19500 to 19500; string a = 20000; }\n"},
		{"removed", "message M { string a = 1; string b = 2; string c = 3; string d = 5; }", pkg(msg("M", str("c"))),
			"message M { reserved 1 to 2; reserved 5 to 5; reserved \"a\"; reserved \"b\"; reserved \"d\"; string c = 3; }\n"},
		{"a name returns", "message M { reserved 1; reserved \"a\"; string b = 2; }", pkg(msg("M", str("a"), str("b"))),
			"message M { reserved 1 to 1; string b = 2; string a = 3; }\n"},
		{"field renamed", "message M { string old = 4; }", pkg(msg("M", str("new<old"))), "message M { string new = 4; }\n"},
		{"field renamed long ago", "message M { string new = 4; }", pkg(msg("M", str("new<old"))), "message M { string new = 4; }\n"},
		{"field renamed, and the old name is new again", "message M { string new = 4; }", pkg(msg("M", str("new<old"), str("old"))),
			"message M { string new = 4; string old = 5; }\n"},
		{"message removed", "message M { reserved 9; string a = 1; string b = 2; }", pkg(),
			"message M { reserved 1 to 2; reserved 9 to 9; reserved \"a\"; reserved \"b\"; }\n"},
		{"tombstones stay", "message M { reserved 1 to 2; reserved \"a\"; }\nenum E { reserved 1; E_UNSPECIFIED = 0; }", pkg(),
			"message M { reserved 1 to 2; reserved \"a\"; }\nenum E { reserved 1 to 1; E_UNSPECIFIED = 0; }\n"},
		{"message returns", "message M { reserved 1 to 2; reserved \"a\"; }", pkg(msg("M", str("a"))),
			"message M { reserved 1 to 2; string a = 3; }\n"},
		{"message renamed", "message Old { string a = 3; }", pkg(msg("New<Old", str("a"))), "message New { string a = 3; }\n"},
		{"message renamed by full name", "message Old { string a = 3; }", pkg(msg("New<p.v1.Old", str("a"))), "message New { string a = 3; }\n"},
		{"was= of long ago", "message New { string a = 3; }", pkg(msg("New<Old", str("a")), msg("Old", str("a"))),
			"message New { string a = 3; }\nmessage Old { string a = 1; }\n"},
		{"was= of something never built", "message Other { string a = 3; }", pkg(msg("New<Old", str("a")), msg("Other", str("a"))),
			"message New { string a = 1; }\nmessage Other { string a = 3; }\n"},
		{"nested ones follow", "message Old { string a = 3; message In { string b = 4; } message Gone { string c = 5; } }",
			pkg(msg("New<Old", str("a")), msg("New.In", str("b"))),
			"message New { string a = 3;message Gone { reserved 5 to 5; reserved \"c\"; }\nmessage In { string b = 4; }\n }\n"},
		{"a nested one stays behind", "message Old { message In { string b = 4; } }", pkg(msg("New<Old"), msg("New.In<Old.In", str("b"))),
			"message New {message In { string b = 4; }\n }\n"},
		{"the type of a field is renamed", "message Old { string a = 3; }\nmessage User { Old one = 1; repeated p.v1.Old many = 2; }",
			func() *schema.Package {
				renamed := msg("New<Old", str("a"))
				one := schema.Type{Kind: schema.MessageKind, Message: renamed}
				many := schema.Type{Kind: schema.MessageKind, Message: renamed, Card: schema.Repeated}
				return pkg(renamed, msg("User", of("one", one), of("many", many)))
			}(), "message New { string a = 3; }\nmessage User { New one = 1; repeated New many = 2; }\n"},
		{"value removed", "enum E { E_A = 0; E_B = 1; E_C = 2; }", pkg(enumOf("E", "E_A=0", "E_C=2")),
			"enum E { reserved 1 to 1; reserved \"E_B\"; E_A = 0; E_C = 2; }\n"},
		{"alias removed", "enum E { option allow_alias = true; E_A = 0; E_B = 1; E_C = 1; }", pkg(enumOf("E", "E_A=0", "E_C=1")),
			"enum E { reserved \"E_B\"; E_A = 0; E_C = 1; }\n"},
		{"alias added", "enum E { E_A = 0; E_B = 1; }", pkg(enumOf("E", "E_A=0", "E_B=1", "E_C=1")),
			"enum E { option allow_alias = true; E_A = 0; E_B = 1; E_C = 1; }\n"},
		{"value renamed", "enum E { E_A = 0; E_B = 1; }", pkg(enumOf("E", "E_A=0", "E_C<E_B=1")), "enum E { E_A = 0; E_C = 1; }\n"},
		{"values sorted, zero first", "", pkg(enumOf("E", "E_N=-1", "E_B=2", "E_A=0", "E_C=1")),
			"enum E { E_A = 0; E_N = -1; E_C = 1; E_B = 2; }\n"},
		{"the zero gets a name", "enum E { E_UNSPECIFIED = 0; E_B = 1; }", pkg(enumOf("E", "E_A=0", "E_B=1")),
			"enum E { reserved \"E_UNSPECIFIED\"; E_A = 0; E_B = 1; }\n"},
		{"enum removed", "enum E { E_A = 0; E_B = 1; E_N = -3; }", pkg(),
			"enum E { reserved -3 to -3; reserved 1 to 1; reserved \"E_B\"; reserved \"E_N\"; E_A = 0; }\n"},
		{"enum renamed", "enum E { E_A = 0; E_B = 1; E_C = 2; }", pkg(enumOf("F<E", "F_A=0", "F_B=1")),
			"enum F { reserved 2 to 2; reserved \"E_A\"; reserved \"E_B\"; reserved \"E_C\"; F_A = 0; F_B = 1; }\n"},
		{"options", "option go_package = \"x\";\noption java_package = \"com.\\x41\";\noption optimize_for = SPEED;\noption cc_enable_arenas = true;", pkg(),
			"option java_package = \"com.\\x41\";\noption optimize_for = SPEED;\noption cc_enable_arenas = true;\n"},
		{"sorted by name", "message B {}", pkg(msg("C"), msg("A"), enumOf("F", "F_A=0"), enumOf("E", "E_A=0")),
			"message A { }\nmessage B { }\nmessage C { }\nenum E { E_A = 0; }\nenum F { F_A = 0; }\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			ledgers := map[string]string{}
			if test.old != "" {
				ledgers["p.v1"] = test.old
			}
			for _, run := range []string{"first", "second, on the same schema"} {
				if diags := apply(t, ledgers, test.now); len(diags) > 0 {
					t.Fatal(diags)
				}
				if got := print(test.now); got != test.want {
					t.Fatalf("%s run: got\n%swant\n%s", run, got, test.want)
				}
			}
			if diags := apply(t, map[string]string{"p.v1": test.want}, test.now); len(diags) > 0 {
				t.Fatal(diags)
			}
			if got := print(test.now); got != test.want {
				t.Errorf("the next build changes it: got\n%swant\n%s", got, test.want)
			}
		})
	}
}

// TestApplyProblems shows what is refused, and where.
func TestApplyProblems(t *testing.T) {
	for _, test := range []struct {
		name string
		old  string
		now  *schema.Package
		want string
	}{
		{"pinned elsewhere", "message M { string a = 1; }", pkg(msg("M", pin(2, str("a")))),
			"m.go:11:2: a has number 1, and numbers never change\n"},
		{"renamed and pinned elsewhere", "message M { string a = 1; }", pkg(msg("M", pin(2, str("b<a")))),
			"m.go:11:2: a has number 1, and numbers never change\n"},
		{"pinned to another's number", "message M { string a = 1; }", pkg(msg("M", pin(1, str("b")))),
			"m.go:11:2: number 1 belongs to a\n"},
		{"pinned to a reserved number", "message M { reserved 4 to 6; }", pkg(msg("M", pin(5, str("b")))),
			"m.go:11:2: number 5 is reserved\n"},
		{"out of range", "", pkg(msg("M", pin(0, str("a")), pin(-1, str("b")), pin(19000, str("c")), pin(19999, str("d")), pin(536870912, str("e")),
			pin(18999, str("f")), pin(20000, str("g")), pin(536870911, str("h")))),
			"m.go:11:2: 0 is not a field number\nm.go:12:2: -1 is not a field number\nm.go:13:2: 19000 is not a field number\n" +
				"m.go:14:2: 19999 is not a field number\nm.go:15:2: 536870912 is not a field number\n"},
		{"two pins", "", pkg(msg("M", pin(3, str("a")), str("b"), pin(3, str("c")))), "m.go:13:2: number 3 is used by a as well\n"},
		{"no numbers left", "message M { reserved 5 to max; string a = 1; }", pkg(msg("M", str("a"), str("b"))),
			"m.go:12:2: M has no field numbers left\n"},
		{"was= of a living field", "message M { string a = 1; }", pkg(msg("M", str("a"), str("b<a"))), "m.go:12:2: was=a: a is another field\n"},
		{"two heirs of a field", "message M { string a = 1; }", pkg(msg("M", str("b<a"), str("c<a"))), "m.go:12:2: was=a: b already has its number\n"},
		{"was= of a living message", "message M { string a = 1; }", pkg(msg("M", str("a")), msg("N<M", str("a"))),
			"m.go:20:2: was=M: p.v1.M is another message\n"},
		{"two heirs of a message", "message M { string a = 1; }", pkg(msg("A<M", str("a")), msg("B<M", str("a"))),
			"m.go:20:2: was=M: p.v1.A already has its numbers\n"},
		{"was= of a living enum", "enum E { E_A = 0; }", pkg(enumOf("E", "E_A=0"), enumOf("F<E", "F_A=0")),
			"m.go:110:2: was=E: p.v1.E is another enum\n"},
		{"value changed", "enum E { E_A = 0; E_B = 1; }", pkg(enumOf("E", "E_A=0", "E_B=2")),
			"m.go:102:2: E_B was 1 and is now 2, and numbers never change\n"},
		{"value renamed and changed", "enum E { E_A = 0; E_B = 1; }", pkg(enumOf("E", "E_A=0", "E_C<E_B=2")),
			"m.go:102:2: E_B was 1 and is now 2, and numbers never change\n"},
		{"value reserved", "enum E { reserved 1; E_A = 0; }", pkg(enumOf("E", "E_A=0", "E_B=1")), "m.go:102:2: number 1 is reserved\n"},
		{"value of a removed one", "enum E { E_A = 0; E_B = 1; }", pkg(enumOf("E", "E_A=0", "E_C=1")), "m.go:102:2: number 1 belongs to E_B\n"},
		{"was= of a living value", "enum E { E_A = 0; E_B = 1; }", pkg(enumOf("E", "E_A=0", "E_B=1", "E_C<E_B=1")),
			"m.go:103:2: was=E_B: E_B is another value\n"},
		{"type changed", "message M { string question_text = 1; }", pkg(msg("M", of("question_text", schema.Type{Kind: schema.Int32}))),
			"m.go:11:2: question_text = 1 was string and is now int32: bytes written before this change would be misread\n"},
		{"type changed beside a rename", "message M { map<string, bytes> a = 1; }", pkg(msg("M", of("b<a", schema.Type{Kind: schema.Bytes}))),
			"m.go:11:2: a = 1 was map<string, bytes> and is now bytes: bytes written before this change would be misread\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := lines(apply(t, map[string]string{"p.v1": test.old}, test.now)); got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
		})
	}
}

// TestEveryProblemHelps reads a few of the ways out, and that there is one everywhere.
func TestEveryProblemHelps(t *testing.T) {
	diags := apply(t, map[string]string{"p.v1": "message M { string a = 1; string c = 2; }\nenum E { E_A = 0; E_B = 1; }"},
		pkg(msg("M", pin(1, str("b")), of("c", schema.Type{Kind: schema.Bool})), enumOf("E", "E_A=0", "E_C=1")))
	want := "m.go:11:2: number 1 belongs to a\n\tchoose a number that was never used, or say was=a if this is a rename\n" +
		"m.go:12:2: c = 2 was string and is now bool: bytes written before this change would be misread\n" +
		"\trestore the type; or give the field a new name, which makes it a new field\n" +
		"m.go:102:2: number 1 belongs to E_B\n\tchoose a value that was never used, or say was=E_B if this is a rename" +
		"\n\tor, if one of the two only counts the others, mark its constant //grpc:field - and delete its line from the .proto"
	if got := diags.Err().Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestMove moves a message and an enum to another package: numbers go along, the old place keeps its reservations.
func TestMove(t *testing.T) {
	ledgers := map[string]string{
		"a.v1": "message M { reserved 2; reserved \"x\"; string a = 1; string b = 3; message In { string i = 6; } }\nenum E { E_A = 0; E_B = 1; }",
		"b.v1": "message User { a.v1.M m = 1; .a.v1.E e = 2; }",
	}
	build := func() (from, to *schema.Package) {
		m, e := msg("N<a.v1.M", str("a")), enumOf("E<a.v1.E", "E_A=0", "E_B=1")
		from = pkgNamed("a.v1")
		to = pkgNamed("b.v1", m, e, msg("N.In", str("i")),
			msg("User", of("m", schema.Type{Kind: schema.MessageKind, Message: m}), of("e", schema.Type{Kind: schema.EnumKind, Enum: e})))
		return from, to
	}
	wantFrom := "message M { reserved 1 to 3; reserved \"a\"; reserved \"b\"; reserved \"x\";message In { reserved 6 to 6; reserved \"i\"; }\n }\n" +
		"enum E { reserved 1 to 1; reserved \"E_B\"; E_A = 0; }\n"
	wantTo := "message N { reserved 2 to 3; reserved \"b\"; reserved \"x\"; string a = 1;message In { string i = 6; }\n }\n" +
		"message User { N m = 1; E e = 2; }\nenum E { E_A = 0; E_B = 1; }\n"
	for _, run := range []string{"the move", "the next build"} {
		from, to := build()
		if diags := apply(t, ledgers, from, to); len(diags) > 0 {
			t.Fatalf("%s: %v", run, diags)
		}
		if got := print(from) + print(to); got != wantFrom+wantTo {
			t.Errorf("%s: got\n%swant\n%s", run, got, wantFrom+wantTo)
		}
		ledgers = map[string]string{"a.v1": print(from), "b.v1": print(to)}
	}
}

// TestBrokenSource has what is left of declarations that could not be read.
func TestBrokenSource(t *testing.T) {
	nowhere := &schema.Message{Name: "Nowhere"}
	p := pkg(&schema.Message{}, msg("M", of("a", schema.Type{}), of("b", schema.Type{Kind: schema.MessageKind, Message: nowhere}),
		of("c", schema.Type{Kind: schema.EnumKind, Enum: &schema.Enum{}}), &schema.Field{}), &schema.Enum{})
	if diags := apply(t, map[string]string{"p.v1": "message M { string a = 1; string b = 2; string c = 3; }"}, p); len(diags) > 0 {
		t.Error(diags)
	}
	if diags := Apply(&schema.Schema{}, nil, Options{}); diags != nil {
		t.Error(diags)
	}
}
