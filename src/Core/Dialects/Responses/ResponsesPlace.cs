namespace LlmFunctions.Dialects.Responses;

/// <summary>Where in the request a message is.</summary>
/// <param name="Item">Its item, or the first of them.</param>
/// <param name="Content">What its content is called there; null where the two do not correspond.</param>
internal readonly record struct ResponsesPlace(string Item, string? Content);
