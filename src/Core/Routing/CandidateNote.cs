namespace LlmFunctions.Routing;

/// <summary>
/// What is kept beside a candidate and says nothing of what it is, so all notes are equal. Copies of a candidate share it:
/// who reads it must see whether it is about this one.
/// </summary>
internal sealed class CandidateNote : IEquatable<CandidateNote>
{
    private object? _value;

    public object? Value
    {
        get => Volatile.Read(ref _value);
        set => Volatile.Write(ref _value, value);
    }

    public bool Equals(CandidateNote? other) => other is not null;

    public override bool Equals(object? obj) => obj is CandidateNote;

    public override int GetHashCode() => 0;
}
