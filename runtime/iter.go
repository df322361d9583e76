package runtime

import "iter"

// Map returns seq with f applied to its elements. A pair that carries an error passes as it is, with a zero value; a
// nil seq stays nil.
func Map[A, B any](seq iter.Seq2[A, error], f func(A) B) iter.Seq2[B, error] {
	if seq == nil {
		return nil
	}
	return func(yield func(B, error) bool) {
		for a, err := range seq {
			var b B
			if err == nil {
				b = f(a)
			}
			if !yield(b, err) {
				return
			}
		}
	}
}
