using Microsoft.DurableTask;

namespace LlmFunctions.LocalHost.Durable.History;

/// <summary>What is kept of an exception.</summary>
internal sealed record StoredFailure(string Type, string Message, string? StackTrace, StoredFailure? Inner)
{
    public static StoredFailure Of(Exception exception) => Of(TaskFailureDetails.FromException(exception));

    public TaskFailureDetails ToDetails() => new(Type, Message, StackTrace, Inner?.ToDetails(), null);

    private static StoredFailure Of(TaskFailureDetails details) =>
        new(details.ErrorType, details.ErrorMessage, details.StackTrace, details.InnerFailure is { } inner ? Of(inner) : null);
}
