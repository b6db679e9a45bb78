namespace LlmFunctions.Functions.Http;

/// <summary>A page of a list in OpenAI's form.</summary>
internal sealed record ListOf<T>
{
    public string Object { get; } = "list";

    public required IReadOnlyList<T> Data { get; init; }

    public string? FirstId { get; init; }

    public string? LastId { get; init; }

    public bool HasMore { get; init; }

    /// <summary>The page of what was read, which is one more than fits where there is more.</summary>
    public static ListOf<T> Of(IReadOnlyList<T> read, int limit, Func<T, string> idOf)
    {
        T[] data = [.. read.Take(limit)];
        return new ListOf<T>
        {
            Data = data,
            FirstId = data is [{ } first, ..] ? idOf(first) : null,
            LastId = data is [.., { } last] ? idOf(last) : null,
            HasMore = read.Count > limit,
        };
    }
}
