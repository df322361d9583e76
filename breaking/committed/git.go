package committed

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// repository is the git repository that holds a module.
type repository struct {
	dir    string // of the module
	env    []string
	prefix string // of the module within the repository, with a slash at the end unless it is empty
}

// local are the variables that tie git to one repository, as "git rev-parse --local-env-vars" lists them. A hook sets
// some, relative to its own folder.
var local = []string{"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_CONFIG", "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS", "GIT_DIR",
	"GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_INTERNAL_SUPER_PREFIX", "GIT_NO_REPLACE_OBJECTS", "GIT_OBJECT_DIRECTORY",
	"GIT_PREFIX", "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE"}

// openRepository finds the repository that the module is in; one that only GIT_DIR names, such as a bare one, counts where there is
// no other.
func openRepository(ctx context.Context, dir string) (*repository, error) {
	if _, err := exec.LookPath("git"); err != nil {
		return nil, errors.New("git is not installed")
	}
	clean := slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return slices.Contains(local, name)
	})
	clean = append(clean, "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C",
		"GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none") // a partial clone gets nothing over the network; the second is for an older git
	r := &repository{dir: dir, env: clean}
	prefix, err := r.git(ctx, nil, "rev-parse", "--show-prefix")
	if err != nil && os.Getenv("GIT_DIR") != "" {
		for _, name := range []string{"GIT_DIR", "GIT_WORK_TREE"} {
			if value := os.Getenv(name); value != "" {
				absolute, absErr := filepath.Abs(value)
				if absErr != nil {
					return nil, absErr
				}
				r.env = append(r.env, name+"="+absolute)
			}
		}
		prefix, err = r.git(ctx, nil, "rev-parse", "--show-prefix")
	}
	r.prefix = strings.TrimSuffix(string(prefix), "\n")
	return r, err
}

// git runs git in the module's folder and returns what it prints. The error is what git says.
func (r *repository) git(ctx context.Context, stdin io.Reader, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir, cmd.Env, cmd.Stdin = r.dir, r.env, stdin
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if said := strings.TrimSpace(errOut.String()); said != "" {
			err = errors.New(said)
		}
		return nil, fmt.Errorf("git %s: %w", args[0], err)
	}
	return out.Bytes(), nil
}

// commit returns the commit that a name means, and "" for none.
func (r *repository) commit(ctx context.Context, name string) string {
	if object := r.resolve(ctx, name); object != "" {
		return r.resolve(ctx, object+"^{commit}")
	}
	return ""
}

// resolve returns the object that a name means, and "" for none.
func (r *repository) resolve(ctx context.Context, name string) string {
	if strings.HasPrefix(name, "-") || strings.HasPrefix(name, "^") { // an option, or all but a commit
		return ""
	}
	out, err := r.git(ctx, nil, "rev-parse", "--verify", "--quiet", name)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// entry returns the object at a path in a commit, and its mode; both are empty if there is none. Unlike a look for its name,
// this tells what is not there from what a partial clone has not got.
func (r *repository) entry(ctx context.Context, commit, path string) (mode, object string, err error) {
	out, err := r.git(ctx, nil, "ls-tree", "-z", "--full-tree", commit, path)
	if err != nil {
		return "", "", fmt.Errorf("%w%s", err, partial)
	}
	words := strings.Fields(strings.TrimSuffix(string(out), "\x00"))
	if len(words) < 3 {
		return "", "", nil
	}
	return words[0], words[2], nil
}

// partial is the way out of a clone without all objects.
const partial = "; if this clone is partial, get what is missing first: git fetch --refetch --no-filter"

// file returns a file of the module in a commit, or nil if there is none.
func (r *repository) file(ctx context.Context, commit, name string) ([]byte, error) {
	_, object, err := r.entry(ctx, commit, r.prefix+name)
	if err != nil || object == "" {
		return nil, err
	}
	out, err := r.git(ctx, nil, "cat-file", "blob", object)
	if err != nil {
		return nil, fmt.Errorf("%s: %w%s", name, err, partial)
	}
	return out, nil
}

// unknown says that git knows no such commit, and why that may be.
func (r *repository) unknown(ctx context.Context, against string) error {
	help := "; if it is on the server only, fetch it first: git fetch origin"
	if shallow, err := r.git(ctx, nil, "rev-parse", "--is-shallow-repository"); err == nil && strings.TrimSpace(string(shallow)) == "true" {
		help = "; this clone is shallow and does not have all commits: git fetch --unshallow (actions/checkout: fetch-depth: 0)"
	}
	return fmt.Errorf("there is no commit or folder %s%s", against, help)
}

// The modes that git has for what is not a file.
const (
	treeMode = "040000"
	linkMode = "120000"
)

// read reads the proto folder of the module in a commit.
func (r *repository) read(ctx context.Context, protoDir, against, commit string) (*Tree, error) {
	at := r.prefix + protoDir
	t := &Tree{Name: against + ":" + at + "/", Files: map[string][]byte{}}
	mode, folder, err := r.entry(ctx, commit, at)
	switch {
	case err != nil:
		return nil, err
	case folder == "":
		return t, nil
	case mode != treeMode:
		return nil, fmt.Errorf("%s in %s is a link or a submodule, not a folder: compare with a folder that has it", at, against)
	}
	listed, err := r.git(ctx, nil, "ls-tree", "-r", "-z", "--full-tree", folder)
	if err != nil {
		return nil, fmt.Errorf("%w%s", err, partial)
	}
	var names, objects []string
	for entry := range strings.SplitSeq(string(listed), "\x00") {
		about, name, _ := strings.Cut(entry, "\t")
		words := strings.Fields(about) // mode, type, object
		switch {
		case len(words) != 3:
		case words[0] == linkMode && !strings.HasPrefix(path.Base(name), "."):
			return nil, fmt.Errorf("%s/%s in %s is a symbolic link, which is not followed there: compare with a folder that has it", at, name, against)
		case strings.HasPrefix(words[0], "100") && path.Ext(name) == ".proto":
			names, objects = append(names, name), append(objects, words[2])
		}
	}
	if len(names) == 0 {
		return t, nil
	}
	out, err := r.git(ctx, strings.NewReader(strings.Join(objects, "\n")+"\n"), "cat-file", "--batch")
	if err != nil {
		return nil, fmt.Errorf("%w%s", err, partial)
	}
	batch := bufio.NewReader(bytes.NewReader(out))
	for _, name := range names {
		if t.Files[name], err = next(batch); err != nil {
			return nil, fmt.Errorf("%s%s: %w", t.Name, name, err)
		}
	}
	return t, nil
}

// next reads one answer of "git cat-file --batch": a line with the size, the content, a line break.
func next(batch *bufio.Reader) ([]byte, error) {
	head, err := batch.ReadString('\n')
	if err != nil {
		return nil, err
	}
	var object, kind string
	var size int
	if _, err := fmt.Sscanf(head, "%s %s %d", &object, &kind, &size); err != nil {
		return nil, fmt.Errorf("git cat-file: %s%s", strings.TrimSpace(head), partial)
	}
	content := make([]byte, size+1)
	_, err = io.ReadFull(batch, content)
	return content[:size], err
}
