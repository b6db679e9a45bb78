using LlmFunctions.Configuration;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Errors;
using LlmFunctions.Experiments.Ratings;
using LlmFunctions.Experiments.Reports;
using LlmFunctions.Json;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Http;

/// <summary>What users think of the answers of experiments, and how the variants fare.</summary>
public sealed class Experiments(GatewayEndpoint endpoint, IFeedbackStore feedback, ExperimentReports reports, GatewayOptions options, TimeProvider timeProvider)
{
    private const int LargestBody = 16 * 1024;
    private const int LongestId = 128;
    private const int LongestName = 256;
    private const int LongestComment = 4000;

    [Function("GiveFeedback")]
    public Task<IResult> Give([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/feedback")] HttpRequest request) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.Chat, async (caller, cancellationToken) =>
        {
            FeedbackRequest wanted = Read(await RequestBody.ReadAsync(request, LargestBody, cancellationToken));
            DateTimeOffset now = timeProvider.GetUtcNow();
            RatableCall call = await feedback.FindCallAsync(caller.App, wanted.RequestId, now, options.Usage.KeepRecords, cancellationToken)
                ?? throw new GatewayException(ErrorKind.NotFound, "This app has no call of this id that an experiment was a part of and that was answered.", "request_id");
            Feedback given = new()
            {
                Call = call,
                User = wanted.User ?? call.User ?? "",
                Score = wanted.Score ?? (wanted.Thumb == "up" ? 1 : 0),
                Label = wanted.Label,
                Comment = wanted.Comment,
                GivenAt = now,
            };
            await feedback.SaveAsync(given, cancellationToken);
            return TypedResults.Json(FeedbackEntry.Of(given), ExperimentsJson.Default.FeedbackEntry);
        });

    [Function("ExperimentReport")]
    public Task<IResult> Report([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/manage/experiments/{name}/report")] HttpRequest request, string name) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.ViewMetrics, async (_, cancellationToken) => TypedResults.Json(
            await reports.AskAsync(name, request.Query.Time("from"), request.Query.Time("to"), cancellationToken),
            ExperimentsJson.Default.ExperimentReport));

    private static FeedbackRequest Read(ReadOnlyMemory<byte> body)
    {
        FeedbackRequest wanted = RequestJson.Parse(body, ExperimentsJson.Strict.FeedbackRequest);
        if (wanted.RequestId is not { Length: > 0 and <= LongestId } || !wanted.RequestId.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            throw new GatewayException(ErrorKind.InvalidRequest, "'request_id' must be what an answer had in its header x-request-id.", "request_id");
        }

        if ((wanted.Score is null) == (wanted.Thumb is null))
        {
            throw new GatewayException(ErrorKind.InvalidRequest, "Either 'score' or 'thumb' is needed.", "score");
        }

        if (wanted.Score is not (null or (>= 0 and <= 1)))
        {
            throw new GatewayException(ErrorKind.InvalidRequest, "'score' must be a number from 0 to 1.", "score");
        }

        if (wanted.Thumb is not (null or "up" or "down"))
        {
            throw new GatewayException(ErrorKind.InvalidRequest, "'thumb' must be 'up' or 'down'.", "thumb");
        }

        CheckLength(wanted.User, LongestName, "user");
        CheckLength(wanted.Label, LongestName, "label");
        CheckLength(wanted.Comment, LongestComment, "comment");
        return wanted;
    }

    private static void CheckLength(string? text, int longest, string name)
    {
        if (text?.Length > longest)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, $"'{name}' must have at most {longest} characters.", name);
        }
    }
}
