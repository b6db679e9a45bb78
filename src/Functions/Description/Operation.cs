using LlmFunctions.Errors;
using LlmFunctions.Security;

namespace LlmFunctions.Functions.Description;

/// <summary>
/// An endpoint as clients see it. What follows from its properties is not said again: the errors of a request that is too large
/// or has no key, the headers of a call, the parameters of the path.
/// </summary>
/// <param name="Function">The name of the function that serves it, as in its <c>[Function]</c>.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, with parameters as <c>{name}</c>. Of a function that takes whatever follows, one of the paths that it understands.</param>
/// <param name="Summary">What it does, in a few words.</param>
internal sealed record Operation(string Function, string Method, string Path, string Summary)
{
    /// <summary>The <c>operationId</c>; to be said where a function serves several operations.</summary>
    public string Id { get; init; } = Function;

    /// <summary>More about it, as Markdown.</summary>
    public string? Text { get; init; }

    public Access Access { get; init; }

    /// <summary>The scopes that the caller's key or token must have.</summary>
    public Rights Needs { get; init; }

    public ErrorForm Errors { get; init; }

    public Origin Origin { get; init; }

    /// <summary>Parameters of the query and headers, and those of the path about which there is something to say.</summary>
    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    /// <summary>The body of the request, if it has one.</summary>
    public Content? Request { get; init; }

    public required IReadOnlyList<Answer> Answers { get; init; }

    /// <summary>Failures beside those that follow from the other properties.</summary>
    public IReadOnlyList<ErrorKind> Failures { get; init; } = [];
}
