"""Defects to plant: name -> (file, what to replace, by what, rule of the lint that finds it, stage of the SDK or None).

None is the record of the SDK's silence in the pinned version; tests fail when it learns to speak.
"""

FIT, SEGMENT, PREPARE = "components/fit.yml", "components/segment.yml", "components/prepare.yml"
PIPELINE, TRAIN, TUNE = "pipelines/train.yml", "jobs/train.yml", "jobs/tune.yml"
SPLIT, BENCH, T4 = "jobs/split.yml", "jobs/bench.yml", "compute/gpu-t4.yml"

PLANTED = {
    # keys, versions, names
    "unknown key in a component": (FIT, "is_deterministic:", "is_determinstic:", "unknown-key", None),
    "unknown key in a pipeline component": (PIPELINE, "\njobs:", "\nsetings: {}\njobs:", "unknown-key", None),
    "unknown key in a step": (
        PIPELINE, "  sweep:\n    type: command\n", "  sweep:\n    type: command\n    computee: azureml:gpu-t4\n",
        "unknown-key", None,
    ),
    "unknown key in settings": (TRAIN, "continue_on_step_failure:", "continue_on_failure:", "unknown-key", None),
    "a step twice": (PIPELINE, "\n  evaluate:\n", "\n  fit:\n", "repeated-key", None),
    "a key twice": (FIT, "version:", 'version: "0.0.9"\nversion:', "repeated-key", None),
    "a version without quotes": (FIT, 'version: "0.1.0"', "version: 1.10", "unquoted-version", None),
    "a version of octal digits": ("data/features.yml", 'version: "1"', "version: 010", "unquoted-version", None),
    "a schema of another kind": (FIT, "commandComponent.schema", "commandJob.schema", "schema", None),
    "no schema": (T4, "$schema:", "# $schema:", "schema", None),
    "another size than in names.yml": (T4, "Standard_NC4as_T4_v3", "Standard_NC4as_T4_v4", "names", None),
    "another image than in names.yml": (
        "environments/shoal-cuda.yml", "shoal:0.1.0-cuda", "shoal:0.2.0-cuda", "names", None,
    ),
    "another version of a component": (FIT, 'version: "0.1.0"', 'version: "0.2.0"', "names", None),
    "another version of data": ("data/features.yml", 'version: "1"', 'version: "2"', "names", None),
    "another experiment": (TRAIN, "experiment_name: shoal", "experiment_name: schoal", "names", None),
    "another model": (TRAIN, "name: shoal-segments", "name: shoal-segment", "names", None),
    "a name without its file": (T4, "name: gpu-t4", "name: gpu-a100", "every-name-has-a-file", None),
    # secrets
    "a SAS in a path": (
        "data/features.yml", "shoal/features/", "shoal/features/?sv=2024&sig=Zm9vYmFyYmF6cXV4", "secret", None,
    ),
    "a password in a command": (
        FIT, "-o \"${{outputs.model}}\"", "-o \"${{outputs.model}}\" password=hunter2", "secret", None,
    ),
    "a key in the environment": (
        SPLIT, "\ncommand:", "\nenvironment_variables:\n  STORAGE_KEY: abcdefgh12345678\ncommand:", "secret", None,
    ),
    "a subscription id": (T4, "description:", "description: 12345678-1234-1234-1234-123456789abc", "secret", None),
    # compute, environments, data
    "a node that is kept": (T4, "min_instances: 0", "min_instances: 1", "compute", None),
    "more nodes at least than at most": (T4, "max_instances: 4", "max_instances: -1", "compute", None),
    "a negative idle time": (T4, "scale_down: 300", "scale_down: -300", "compute", None),
    "a cluster's name too long": (T4, "name: gpu-t4", "name: gpu-t4-for-everybody", "compute", None),
    "an instance that never stops": (
        "compute/shoal-workbench.yml", "idle_time_before_shutdown_minutes: 30", "", "compute", None,
    ),
    "image and build": (
        "environments/shoal-cpu.yml", "image:", "build: {path: ../environments}\nimage:", "environment", "rest",
    ),
    "neither image nor build": ("environments/shoal-cpu.yml", "image:", "# image:", "environment", "rest"),
    "an environment's name with a space": (
        "environments/shoal-cpu.yml", "name: shoal-cpu", "name: shoal cpu", "environment", None,
    ),
    "an image without a tag": ("environments/shoal-cpu.yml", ":0.1.0-cpu", "", "environment", None),
    "a datastore misspelt": ("data/features.yml", "azureml://datastores", "azurml://datastores", "data-path", None),
    "a datastore in the singular": (
        "data/features.yml", "azureml://datastores", "azureml://datastore", "data-path", None,
    ),
    "a file for a folder": ("data/features.yml", "features/", "features.parquet", "data-path", None),
    # ports
    "a default above the maximum": (FIT, "default: 10", "default: 20000", "default", None),
    "a default outside its enum": (FIT, "default: euclidean", "default: manhattan", "default", None),
    "a default of another type": (FIT, "default: 10", "default: ten", "default", "load"),
    "a minimum above the maximum": (FIT, "max: 10000", "max: 0", "default", None),
    "an output that is a number": (
        FIT, "  labels:\n    type: uri_folder", "  labels:\n    type: integer", "primitive-output", None,
    ),
    "an output that is mounted": (FIT, "mode: upload", "mode: rw_mount", "upload", None),
    "a port without words": (FIT, "    description: Distance\n", "", "described", None),
    "a component without words": (FIT, "display_name: Fit the segments\n", "", "described", None),
    "one name, two meanings": (SEGMENT, "max: 10000", "max: 100", "same-port", None),
    # commands
    "an input that is not declared": (
        FIT, "--metric ${{inputs.metric}}", "--metric ${{inputs.metrik}}", "placeholder", "validate",
    ),
    "an output that is not declared": (
        FIT, "-o \"${{outputs.model}}\"", "-o \"${{outputs.modell}}\"", "placeholder", "validate",
    ),
    "an input that a job lacks": (SPLIT, "${{inputs.seed}}", "${{inputs.sead}}", "placeholder", "node"),
    "an output that a job lacks": (SPLIT, "${{outputs.train}}", "${{outputs.trane}}", "placeholder", "deep"),
    "an input that a trial lacks": (TUNE, "${{inputs.seed}}", "${{inputs.sead}}", "placeholder", "rest"),
    "a search space that a trial lacks": (TUNE, "${{search_space.k}}", "${{search_space.kk}}", "placeholder", None),
    "a brace lost": (FIT, "${{inputs.seed}}", "${{inputs.seed}", "placeholder", None),
    "a dollar lost": (FIT, "${{inputs.seed}}", "{{inputs.seed}}", "placeholder", None),
    "a bracket lost": (FIT, "${{inputs.segments}}]]", "${{inputs.segments}}]", "placeholder", None),
    "an optional input outside its brackets": (
        FIT, "$[[-k ${{inputs.segments}}]]", "-k ${{inputs.segments}}", "optional", None,
    ),
    "an input never used": (FIT, "--metric ${{inputs.metric}}\n", "\n", "unused-port", None),
    "an output never used": (FIT, '--labels "${{outputs.labels}}/labels.csv"', "", "unused-port", None),
    "an option that shoal does not have": (FIT, "--restarts", "--starts", "command-line", None),
    "a command that shoal does not have": (FIT, "shoal fit", "shoal fitt", "command-line", None),
    "a value that shoal refuses": (
        SEGMENT, "--prepare \"${{inputs.preparation}}\"", "--init kmeans --prepare \"${{inputs.preparation}}\"",
        "command-line", None,
    ),
    "an optional input's option misspelt": (FIT, "$[[--test ", "$[[--tests ", "command-line", None),
    # pipelines
    "a component file that is absent": (
        PIPELINE, "components/fit.yml", "components/fitt.yml", "component-file", "load",
    ),
    "a step of another type": (
        PIPELINE, "  sweep:\n    type: command\n", "  sweep:\n    type: pipeline\n", "component-file", "load",
    ),
    "a pipeline input that is not declared": (
        PIPELINE, "k: ${{parent.inputs.k}}", "k: ${{parent.inputs.kk}}", "binding", None,
    ),
    "a step that does not exist": (
        PIPELINE, "${{parent.jobs.fit.outputs.labels}}", "${{parent.jobs.fitt.outputs.labels}}", "binding", None,
    ),
    "an output that a step lacks": (
        PIPELINE, "${{parent.jobs.fit.outputs.labels}}", "${{parent.jobs.fit.outputs.label}}", "binding", None,
    ),
    "parent forgotten": (PIPELINE, "k: ${{parent.inputs.k}}", "k: ${{inputs.k}}", "binding", "rest"),
    "a pipeline output that is not declared": (
        PIPELINE, "${{parent.outputs.run}}", "${{parent.outputs.runn}}", "binding", None,
    ),
    "a model for a folder": (
        PIPELINE, "labels: ${{parent.jobs.fit.outputs.labels}}", "labels: ${{parent.jobs.fit.outputs.model}}",
        "binding", None,
    ),
    "an optional input for a needed one": (
        PIPELINE, "  transactions:\n    type: uri_file\n", "  transactions:\n    type: uri_file\n    optional: true\n",
        "binding", "validate",
    ),
    "an input that the component lacks": (
        PIPELINE, "      k: ${{parent.inputs.k}}\n", "      k: ${{parent.inputs.k}}\n      kk: 3\n", "node-port", None,
    ),
    "an output that the component lacks": (
        PIPELINE, "      run: ${{parent.outputs.run}}", "      folder: ${{parent.outputs.run}}", "node-port", None,
    ),
    "a needed input that is not given": (
        PIPELINE, "      labels: ${{parent.jobs.fit.outputs.labels}}\n", "", "node-port", "validate",
    ),
    "a step's value outside its limits": (
        PIPELINE, "restarts: ${{parent.inputs.restarts}}", "restarts: 0", "node-port", None,
    ),
    "a step's value of another type": (
        PIPELINE, "restarts: ${{parent.inputs.restarts}}", "restarts: five", "node-port", None,
    ),
    "a step's value outside its enum": (
        PIPELINE, "device: ${{parent.inputs.device}}", "device: gpu", "node-port", None,
    ),
    "a job's value of another type": (TRAIN, "seed: 42", "seed: 4.5", "job-value", None),
    "a job's value outside its enum": (TRAIN, "device: auto", "device: gpu", "job-value", None),
    "a job's value below the minimum": (TRAIN, "seed: 42", "seed: -1", "job-value", None),
    "a pipeline input that goes nowhere": (PIPELINE, "      names: ${{parent.inputs.names}}\n", "", "unbound", None),
    "a pipeline output from nowhere": (
        PIPELINE, "    outputs:\n      sweep: ${{parent.outputs.sweep}}\n", "", "unbound", None,
    ),
    "two steps for one output": (
        TRAIN, "evaluation: ${{parent.outputs.evaluation}}", "sweep: ${{parent.outputs.run}}", "unbound", None,
    ),
    "steps that wait for each other": (
        PIPELINE, "sweep: ${{parent.jobs.sweep.outputs.sweep}}", "sweep: ${{parent.jobs.evaluate.outputs.evaluation}}",
        "cycle", None,
    ),
    "a step that waits for itself": (
        PIPELINE, "sweep: ${{parent.jobs.sweep.outputs.sweep}}", "sweep: ${{parent.jobs.fit.outputs.labels}}", "cycle",
        None,
    ),
    # references
    "an environment without a version": (FIT, "azureml:shoal-cuda:0.1.0", "azureml:shoal-cuda", "reference", None),
    "an environment of another version": (
        FIT, "azureml:shoal-cuda:0.1.0", "azureml:shoal-cuda:0.0.9", "reference", None,
    ),
    "an environment without azureml:": (FIT, "azureml:shoal-cuda:0.1.0", "shoal-cuda:0.1.0", "reference", "load"),
    "a data asset without a version": (
        TRAIN, "azureml:shoal-transactions:1", "azureml:shoal-transactions", "reference", None,
    ),
    "a data asset that nobody makes": (
        TRAIN, "azureml:shoal-transactions:1", "azureml:transactions:1", "reference", None,
    ),
    "a needed input without a path": (TRAIN, "    path: azureml:shoal-transactions:1\n", "", "reference", None),
    "compute without azureml:": (SPLIT, "compute: azureml:shoal-cpu", "compute: shoal-cpu", "reference", None),
    "compute with a version": (SPLIT, "compute: azureml:shoal-cpu", "compute: azureml:shoal-cpu:1", "reference", None),
    "compute that nobody makes": (TRAIN, "azureml:gpu-t4", "azureml:gpu-t5", "reference", None),
    "a folder asset for a file": (
        TRAIN, "azureml:shoal-transactions:1", "azureml:shoal-features:1", "asset-type", None,
    ),
    "no compute at all": (TRAIN, "  default_compute: azureml:gpu-t4\n", "", "runs-somewhere", "validate"),
    # sweeps
    "a metric that is never logged": (
        TUNE, "primary_metric: silhouette", "primary_metric: accuracy", "primary-metric", None,
    ),
    "a search space never used": (TUNE, "    -k ${{search_space.k}}\n", "    -k 3\n", "unused-port", None),
    "a grid over what is continuous": (
        TUNE, "type: choice\n    values: [2, 3, 4, 5, 6, 7, 8]", "type: uniform\n    min_value: 2\n    max_value: 8",
        "search-space", None,
    ),
    "a choice of nothing": (TUNE, "values: [2, 3, 4, 5, 6, 7, 8]", "values: []", "search-space", None),
    "a range upside down": (
        TUNE, "type: choice\n    values: [2, 3, 4, 5, 6, 7, 8]", "type: uniform\n    min_value: 8\n    max_value: 2",
        "search-space", None,
    ),
    "early termination of a bayesian search": (
        TUNE, "sampling_algorithm: grid",
        "sampling_algorithm: bayesian\n"
        "early_termination: {type: median_stopping, evaluation_interval: 1, delay_evaluation: 1}", "search-space", None,
    ),
    "more trials at once than in all": (TUNE, "max_concurrent_trials: 4", "max_concurrent_trials: 40", "trials", None),
    "a negative number of trials": (TUNE, "max_total_trials: 28", "max_total_trials: -28", "trials", None),
    "fewer trials than the grid has points": (TUNE, "max_total_trials: 28", "max_total_trials: 20", "trials", None),
    "a bandit with both slacks": (
        TUNE, "sampling_algorithm: grid",
        "sampling_algorithm: random\n"
        "early_termination: {type: bandit, slack_factor: 0.1, slack_amount: 0.2, evaluation_interval: 1, delay_evaluation: 1}",
        "trials", None,
    ),
    "a negative time limit": (TUNE, "trial_timeout: 600", "trial_timeout: -600", "trials", None),
    "an unknown key in limits": (TUNE, "trial_timeout: 600", "trail_timeout: 600", "unknown-key", "load"),
    # resources
    "mpi without a number of processes": (
        BENCH, "\ncommand:", "\ndistribution: {type: mpi}\ncommand:", "resources", None,
    ),
    "a negative number of nodes": (
        BENCH, "\ncommand:", "\nresources: {instance_count: -1}\ncommand:", "resources", None,
    ),
    "shared memory in gigs": (BENCH, "\ncommand:", "\nresources: {shm_size: 8gigs}\ncommand:", "resources", None),
    "a negative time limit of a job": (BENCH, "\ncommand:", "\nlimits: {timeout: -5}\ncommand:", "resources", None),
}
