namespace LlmFunctions.Bench.Micro;

/// <summary>What a call's cost may depend on.</summary>
internal sealed record CallShape
{
    /// <summary>The events of a streamed answer; none for a whole answer.</summary>
    public int Events { get; init; }

    /// <summary>The characters of the prompt.</summary>
    public int Prompt { get; init; } = 200;

    /// <summary>What the prompt ends with, besides.</summary>
    public string End { get; init; } = "";

    /// <summary>How many providers are configured; one of them is called.</summary>
    public int Providers { get; init; } = 1;

    /// <summary>How many apps have settings of their own; the last of them calls.</summary>
    public int Apps { get; init; } = 1;
}
