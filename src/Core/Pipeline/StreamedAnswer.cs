namespace LlmFunctions.Pipeline;

/// <summary>An answer in pieces. Nothing of it is lost as long as the first piece has not been asked for.</summary>
/// <param name="Items">The pieces; ends with an exception unless the answer is complete.</param>
public sealed record StreamedAnswer(IAsyncEnumerable<StreamItem> Items) : CallAnswer;
