using LlmFunctions.Errors;
using LlmFunctions.Functions.Http;
using LlmFunctions.Security;

namespace LlmFunctions.Functions.Description.Surfaces;

/// <summary>Experiments: what users think, and what came of it.</summary>
internal static class ExperimentsSurface
{
    public static Surface Surface { get; } = new("Experiments", "Models whose calls are split between several, to find out which is the best.")
    {
        Operations =
        [
            new("GiveFeedback", "POST", "/api/v1/feedback", "Says what a user thinks of an answer")
            {
                Text = "Of the app's own calls that an experiment was a part of. What the same user says again about the same call takes the place of what was said before.",
                Needs = Rights.Chat,
                Request = Content.Json(ExperimentsJson.Strict.FeedbackRequest, new Example("A thumb", """{"request_id":"a-call-of-an-experiment","thumb":"up","label":"helpful"}""")),
                Answers = [new(200, "What is kept.", Content.Json(ExperimentsJson.Default.FeedbackEntry))],
                Failures = [ErrorKind.NotFound],
            },
            new("ExperimentReport", "GET", "/api/v1/manage/experiments/{name}/report", "Compares the variants of an experiment")
            {
                Needs = Rights.ViewMetrics,
                Parameters =
                [
                    Parameter.Path("name", "The experiment's name.", "larger-model"),
                    Parameter.Query("from", "The earliest time; when the experiment began, or 30 days before `to`, if it is left out."),
                    Parameter.Query("to", "The time before which all is; a day after the end of the experiment, at the latest now, if it is left out."),
                ],
                Answers = [new(200, "The figures, with 95 % confidence intervals.", Content.Json(ExperimentsJson.Default.ExperimentReport))],
                Failures = [ErrorKind.NotFound, ErrorKind.InvalidRequest],
            },
        ],
    };
}
