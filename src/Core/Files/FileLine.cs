namespace LlmFunctions.Files;

/// <summary>A line of a file.</summary>
/// <param name="Number">Which one it is of those that were read, from 1.</param>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="Text">Its bytes, without the line break; none, when it is too long.</param>
/// <param name="IsTooLong">Whether it is longer than lines may be.</param>
public readonly record struct FileLine(int Number, long Offset, ReadOnlyMemory<byte> Text, bool IsTooLong)
{
    /// <summary>Whether there is nothing on it.</summary>
    public bool IsBlank => Text.Span.Trim(" \t\r"u8).IsEmpty;
}
