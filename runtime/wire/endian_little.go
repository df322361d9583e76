//go:build 386 || amd64 || arm || arm64 || loong64 || mips64le || mipsle || ppc64le || riscv64 || wasm

package wire

// littleEndian says that numbers lie in memory as they do on the wire.
const littleEndian = true
