using LlmFunctions.Errors;
using LlmFunctions.Security;

namespace LlmFunctions.Functions.Description.Surfaces;

/// <summary>Work that outlives its request.</summary>
internal static class JobsSurface
{
    private static readonly Parameter Id = Parameter.Path("id", "The job's id.");

    private static readonly Content Job = Content.Json("Job");

    /// <summary>That a job was taken in instead of an answer.</summary>
    public static Answer Accepted { get; } = new(202, "A job was taken in, and is not done yet.", Job) { Headers = ["Location"] };

    public static Surface Surface { get; } = new("Jobs", "What was asked with `Prefer: respond-async`, and what came of it. An app sees its own jobs.")
    {
        Schemas = "Surfaces/jobs",
        Operations =
        [
            new("GetJob", "GET", "/api/v1/jobs/{id}", "How far a job is, and what came of it")
            {
                Needs = Rights.Jobs,
                Parameters = [Id, Parameter.Shared("Prefer")],
                Answers = [new(200, "The job.", Job) { Headers = ["Preference-Applied"] }],
                Failures = [ErrorKind.NotFound],
            },
            new("ListJobs", "GET", "/api/v1/jobs", "Lists jobs")
            {
                Needs = Rights.Jobs,
                Parameters =
                [
                    Parameter.Query("limit", "How many.", Schema.Of("""{"type":"integer","minimum":1,"maximum":100,"default":20}""")),
                    Parameter.Query("status", "Only those with this status."),
                    Parameter.Query("kind", "Only those of this kind."),
                    Parameter.Query("after", "The id of the job before the first."),
                ],
                Answers = [new(200, "A page of the list, the newest first, without attempts and results.", Content.Json("JobList"))],
                Failures = [ErrorKind.InvalidRequest],
            },
            new("CancelJob", "DELETE", "/api/v1/jobs/{id}", "Gives a job up")
            {
                Needs = Rights.Jobs,
                Parameters = [Id],
                Answers = [new(200, "It is given up.", Job)],
                Failures = [ErrorKind.NotFound, ErrorKind.Conflict],
            },
        ],
    };
}
